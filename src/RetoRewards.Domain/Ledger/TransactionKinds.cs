namespace RetoRewards.Domain.Ledger;

/// <summary>The stable codes of the kinds of transaction.</summary>
public static class TransactionKinds
{
    /// <summary>The code of a kind, in snake case; it enters the hash chain, so it never changes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is none of the list.</exception>
    public static string Code(this TransactionKind kind) => kind switch
    {
        TransactionKind.Funded => "funded",
        TransactionKind.RewardEarned => "reward_earned",
        TransactionKind.HoldOver => "hold_over",
        TransactionKind.DebtNetted => "debt_netted",
        TransactionKind.BatchPlanned => "batch_planned",
        TransactionKind.BatchFinal => "batch_final",
        TransactionKind.BatchVoid => "batch_void",
        TransactionKind.RefundedBeforePlanning => "refunded_before_planning",
        TransactionKind.RefundedAfterPlanning => "refunded_after_planning",
        TransactionKind.DebtWrittenOff => "debt_written_off",
        TransactionKind.SettledByHand => "settled_by_hand",
        TransactionKind.Lapsed => "lapsed",
        TransactionKind.LeftoversWithdrawn => "leftovers_withdrawn",
        TransactionKind.PaymentUnidentified => "payment_unidentified",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No kind of transaction."),
    };
}
