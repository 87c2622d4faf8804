namespace RetoRewards.Domain.Payouts;

/// <summary>Why no batch was planned.</summary>
public enum PayoutDelay
{
    /// <summary>No reward is payable.</summary>
    NothingPayable,

    /// <summary>The sum is below the minimum and no line is old enough.</summary>
    BelowMinimum,

    /// <summary>No payable line has a wallet.</summary>
    NoWallet,

    /// <summary>The first line alone is above what may leave now, or what may leave now is not worth a batch.</summary>
    AboveMaxTotal,

    /// <summary>Only lines are left that are larger than any batch may be.</summary>
    AboveMaxLine,

    /// <summary>Only lines are left that the contract's ceilings refuse, whatever they are paid with.</summary>
    AboveCeilings,
}
