namespace RetoRewards.Domain.Campaigns;

/// <summary>What happens to a sale whose rewards the budget does not hold.</summary>
public enum DryBudget
{
    /// <summary>It is refused for good.</summary>
    Refuse,

    /// <summary>It waits for a top-up; a smaller sale behind it may still be rewarded.</summary>
    Wait,
}
