namespace RetoRewards.Domain.Campaigns;

/// <summary>The dimensions that a rate may depend on, each weighing more than all those below it together.</summary>
/// <remarks>The most specific rate wins: the one with the largest sum. Since each weight exceeds the sum of the smaller ones, two
/// rates that name different dimensions never tie.</remarks>
[Flags]
public enum ScopeDimensions
{
    /// <summary>No dimension: the rate that applies when no other does.</summary>
    None = 0,

    /// <summary>The polarity of a feedback.</summary>
    Polarity = 1,

    /// <summary>The place of the sale; a longer cell is more specific than a shorter one.</summary>
    Place = 2,

    /// <summary>The channel of the sale.</summary>
    Channel = 4,

    /// <summary>Whether the customer is new or returning.</summary>
    NewCustomer = 8,

    /// <summary>The kind of referrer.</summary>
    ReferrerKind = 16,

    /// <summary>The group of the participant rewarded.</summary>
    Group = 32,

    /// <summary>Whether the customer is a VIP.</summary>
    Vip = 64,

    /// <summary>The type of product.</summary>
    ProductType = 128,

    /// <summary>The stock keeping unit.</summary>
    Sku = 256,

    /// <summary>The individual customer.</summary>
    Customer = 512,
}
