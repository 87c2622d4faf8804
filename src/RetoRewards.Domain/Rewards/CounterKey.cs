using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Rewards;

/// <summary>What the new customers of a referrer, and the rewards for them, are counted under.</summary>
/// <param name="Rule">The number of the rule whose rewards are counted; 0 for all customers brought, whom thresholds count.</param>
/// <param name="Referrer">Whose customers.</param>
public readonly record struct CounterKey(int Rule, ParticipantId Referrer);
