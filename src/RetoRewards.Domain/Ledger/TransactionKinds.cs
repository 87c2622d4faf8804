namespace RetoRewards.Domain.Ledger;

/// <summary>The stable codes of the kinds of transaction.</summary>
public static class TransactionKinds
{
    private static readonly Dictionary<string, TransactionKind> ByCode =
        Enum.GetValues<TransactionKind>().Where(kind => kind != TransactionKind.None)
            .ToDictionary(kind => kind.Code(), StringComparer.Ordinal);

    /// <summary>Reads what <see cref="Code"/> writes.</summary>
    /// <param name="code">The code.</param>
    /// <param name="kind">The kind, or <c>default</c> when the code names none.</param>
    /// <returns>False when the code names no kind.</returns>
    public static bool TryParse(string code, out TransactionKind kind) => ByCode.TryGetValue(code, out kind);

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
        TransactionKind.PaymentIdentified => "payment_identified",
        TransactionKind.UnidentifiedUndone => "unidentified_undone",
        TransactionKind.FundingUndone => "funding_undone",
        TransactionKind.WithdrawalUndone => "withdrawal_undone",
        TransactionKind.BatchFinalUndone => "batch_final_undone",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No kind of transaction."),
    };
}
