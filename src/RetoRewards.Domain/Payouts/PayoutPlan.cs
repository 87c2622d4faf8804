using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Ledger;

namespace RetoRewards.Domain.Payouts;

/// <summary>What came of planning: a batch, or why there is none yet.</summary>
public abstract record PayoutPlan
{
    private PayoutPlan()
    {
    }

    /// <summary>A batch of one campaign.</summary>
    /// <param name="Batch">Which one.</param>
    /// <param name="FirstReward">The number of its first reward.</param>
    /// <param name="Rewards">Its rewards in ascending number, without a gap.</param>
    /// <param name="Words">One merged amount a wallet, in ascending order of wallet; empty when all was netted.</param>
    /// <param name="Total">The sum of the words.</param>
    /// <param name="Transactions">What is posted with it: debts netted first, then the rest in flight.</param>
    public sealed record Planned(
        PayoutBatchId Batch,
        ulong FirstReward,
        IReadOnlyList<PlannedReward> Rewards,
        IReadOnlyList<PayoutWord> Words,
        TokenAmount Total,
        IReadOnlyList<LedgerTransaction> Transactions) : PayoutPlan;

    /// <summary>Nothing is planned.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Until">When it would be planned without anything new; null when that cannot be said.</param>
    public sealed record NotYet(PayoutDelay Reason, DateTimeOffset? Until) : PayoutPlan;
}
