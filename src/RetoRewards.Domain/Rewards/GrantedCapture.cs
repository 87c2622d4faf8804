using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Domain.Rewards;

/// <summary>A payment of a sale with the rewards that were promised for it.</summary>
/// <param name="Capture">The payment.</param>
/// <param name="Base">What a percentage is taken of, by the terms that the payment follows.</param>
/// <param name="Rewards">The rewards.</param>
public sealed record GrantedCapture(Capture Capture, RewardBase Base, IReadOnlyList<GrantedReward> Rewards);
