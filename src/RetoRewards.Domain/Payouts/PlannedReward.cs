using System.Runtime.InteropServices;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;

namespace RetoRewards.Domain.Payouts;

/// <summary>A reward line in a batch.</summary>
/// <param name="Number">Its number on chain, dense in the campaign.</param>
/// <param name="Id">The reward line.</param>
/// <param name="Participant">Whose it is.</param>
/// <param name="Wallet">The wallet that it is paid to, fixed from now on.</param>
/// <param name="Netted">What of it was set against a debt.</param>
/// <param name="Paid">What of it is paid; zero when it was wholly netted.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlannedReward(
    ulong Number, RewardId Id, ParticipantId Participant, WalletAddress Wallet, TokenAmount Netted, TokenAmount Paid);
