namespace RetoRewards.Domain.Campaigns;

/// <summary>What happens to a sale when one of several funders cannot pay its part.</summary>
public enum DryFunder
{
    /// <summary>Nobody pays: the sale is refused or waits as its campaign says.</summary>
    RefuseSale,

    /// <summary>The others take its part over, by their own shares.</summary>
    OthersTakeOver,
}
