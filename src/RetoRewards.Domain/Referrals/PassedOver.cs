namespace RetoRewards.Domain.Referrals;

/// <summary>Something that pointed to a referrer and did not count.</summary>
/// <param name="Source">What it was.</param>
/// <param name="ClickId">Which click, where it was one.</param>
/// <param name="Refusal">Why it did not count. See <see cref="ReferralRefusals"/>.</param>
public sealed record PassedOver(AttributionSource Source, Guid? ClickId, string Refusal);
