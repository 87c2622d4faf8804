using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Campaigns;

/// <summary>What the contract enforces for a campaign, against which its terms are held before a launch.</summary>
/// <param name="Grace">How long after closing promised rewards are still paid.</param>
/// <param name="MaxReward">The most that one reward may be.</param>
/// <param name="MaxShareBps">The most that a batch may be of the declared value of its sales, in basis points.</param>
public sealed record ChainLimits(TimeSpan Grace, TokenAmount MaxReward, long MaxShareBps);
