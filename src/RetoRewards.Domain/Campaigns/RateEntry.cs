namespace RetoRewards.Domain.Campaigns;

/// <summary>A rate and what it is for.</summary>
/// <param name="Scope">What it is for.</param>
/// <param name="Rate">What is paid.</param>
public sealed record RateEntry(Scope Scope, Rate Rate);
