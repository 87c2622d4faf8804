using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Ledger;

/// <summary>An amount that a transaction moves for one participant.</summary>
/// <param name="Participant">Whose accounts move.</param>
/// <param name="Amount">By how much.</param>
public readonly record struct ParticipantAmount(ParticipantId Participant, TokenAmount Amount);
