using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;

namespace RetoRewards.Domain.Payouts;

/// <summary>A reward that is known here and whose fingerprint a run on chain carries.</summary>
/// <param name="Number">The number that the chain gave it.</param>
/// <param name="Id">The reward.</param>
/// <param name="Participant">Who earned it.</param>
/// <param name="Wallets">The participant's wallets, the current one first.</param>
/// <param name="Due">What is promised for it here.</param>
/// <param name="Stated">What the run's manifest says of it; null without one.</param>
public sealed record KnownReward(
    ulong Number, RewardId Id, ParticipantId Participant, IReadOnlyList<WalletAddress> Wallets, TokenAmount Due, StatedPayment? Stated);

/// <summary>What a manifest says of a reward.</summary>
/// <param name="Wallet">The wallet that it was paid to.</param>
/// <param name="Paid">What of that wallet's word was this reward's.</param>
public readonly record struct StatedPayment(WalletAddress Wallet, TokenAmount Paid);

/// <summary>A known reward with what the chain paid for it.</summary>
/// <param name="Reward">The reward as the ledger posts it: its wallet, nothing netted, what was paid.</param>
/// <param name="Over">What is promised here and was not paid; it goes back to the budget, for the reward is settled.</param>
public readonly record struct IdentifiedReward(PlannedReward Reward, TokenAmount Over);

/// <summary>Tells which part of a run's words belongs to which reward, when this service did not plan the run.</summary>
/// <remarks>A run carries one merged amount a wallet. With the run's manifest each reward's part is told; without it the rewards of a
/// wallet take what is promised to them, in the order of their numbers, as far as the word reaches. Never more than the word.</remarks>
public static class RunIdentification
{
    /// <summary>Identifies rewards of one run.</summary>
    /// <param name="rewards">Rewards known here, in any order.</param>
    /// <param name="rest">What of each word no reward has been given yet.</param>
    /// <returns>Every one of the rewards, in ascending number.</returns>
    public static IReadOnlyList<IdentifiedReward> Identify(
        IEnumerable<KnownReward> rewards, IReadOnlyDictionary<WalletAddress, TokenAmount> rest)
    {
        Dictionary<WalletAddress, TokenAmount> left = new(rest);
        List<IdentifiedReward> identified = [];
        foreach (KnownReward reward in rewards.OrderBy(one => one.Number))
        {
            WalletAddress wallet = WalletOf(reward, left);
            TokenAmount wanted = reward.Stated is { } stated ? TokenAmount.Min(stated.Paid, reward.Due) : reward.Due;
            TokenAmount paid = TokenAmount.Min(wanted, left.GetValueOrDefault(wallet));
            left[wallet] = left.GetValueOrDefault(wallet) - paid;
            identified.Add(new IdentifiedReward(
                new PlannedReward(reward.Number, reward.Id, reward.Participant, wallet, TokenAmount.Zero, paid), reward.Due - paid));
        }

        return identified;
    }

    private static WalletAddress WalletOf(KnownReward reward, Dictionary<WalletAddress, TokenAmount> left)
    {
        if (reward.Stated is { } stated)
        {
            return stated.Wallet;
        }

        foreach (WalletAddress wallet in reward.Wallets)
        {
            if (!left.GetValueOrDefault(wallet).IsZero)
            {
                return wallet;
            }
        }

        return reward.Wallets.Count > 0 ? reward.Wallets[0] : default;
    }
}
