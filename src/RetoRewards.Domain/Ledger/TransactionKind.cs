namespace RetoRewards.Domain.Ledger;

/// <summary>What a ledger transaction records: a row of the table in DESIGN section 4.</summary>
public enum TransactionKind
{
    /// <summary>No transaction: the value of <c>default</c>.</summary>
    None,

    /// <summary>Funding seen on chain, final.</summary>
    Funded,

    /// <summary>A reward was decided, and reserved.</summary>
    RewardEarned,

    /// <summary>A hold is over.</summary>
    HoldOver,

    /// <summary>A debt was netted when a batch was planned or voided.</summary>
    DebtNetted,

    /// <summary>A batch took payable rewards.</summary>
    BatchPlanned,

    /// <summary>A batch is final on chain.</summary>
    BatchFinal,

    /// <summary>A batch can no longer be mined.</summary>
    BatchVoid,

    /// <summary>A refund took back what no batch had taken.</summary>
    RefundedBeforePlanning,

    /// <summary>A refund became a debt.</summary>
    RefundedAfterPlanning,

    /// <summary>A debt was written off when the campaign closed.</summary>
    DebtWrittenOff,

    /// <summary>A reward was settled outside the chain.</summary>
    SettledByHand,

    /// <summary>Promised lines lapsed after the grace period.</summary>
    Lapsed,

    /// <summary>What was left went back to the partner or the issuer.</summary>
    LeftoversWithdrawn,

    /// <summary>A payment was found on chain whose sale is not known.</summary>
    PaymentUnidentified,

    /// <summary>The reward behind a payment found on chain became known.</summary>
    PaymentIdentified,

    /// <summary>A payment found on chain was forked away after it counted as final.</summary>
    UnidentifiedUndone,

    /// <summary>Funding was forked away after it counted as final.</summary>
    FundingUndone,

    /// <summary>What went back to the partner or the issuer was forked away after it counted as final.</summary>
    WithdrawalUndone,

    /// <summary>A batch was forked away after it counted as final.</summary>
    BatchFinalUndone,
}
