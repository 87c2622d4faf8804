namespace RetoRewards.Domain.Rewards;

/// <summary>A click on a referral link that may attribute a sale.</summary>
/// <param name="Owner">Whose link it was.</param>
/// <param name="At">When it was clicked.</param>
public sealed record ClickFacts(ParticipantFacts Owner, DateTimeOffset At);
