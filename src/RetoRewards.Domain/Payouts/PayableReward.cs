using System.Runtime.InteropServices;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Payouts;

/// <summary>A reward line that a batch may take.</summary>
/// <param name="Id">The reward line.</param>
/// <param name="Sequence">Its place in the order of decision; no two the same.</param>
/// <param name="Participant">Whose it is.</param>
/// <param name="Amount">What is payable: what was promised, less refunds and less what earlier plans have netted; may be zero.</param>
/// <param name="PayableSince">When its hold ended.</param>
/// <param name="Sale">The sale behind it, whose value the ceiling for a share is taken of; <c>default</c> for none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PayableReward(
    RewardId Id, long Sequence, ParticipantId Participant, TokenAmount Amount, DateTimeOffset PayableSince, SaleId Sale = default);
