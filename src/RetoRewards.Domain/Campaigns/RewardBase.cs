namespace RetoRewards.Domain.Campaigns;

/// <summary>What a percentage is taken of. By default the line totals after discounts, without tax and shipping.</summary>
/// <param name="WithTax">Whether tax counts.</param>
/// <param name="WithShipping">Whether shipping counts.</param>
/// <param name="BeforeDiscounts">Whether discounts are left out of account.</param>
public sealed record RewardBase(bool WithTax = false, bool WithShipping = false, bool BeforeDiscounts = false);
