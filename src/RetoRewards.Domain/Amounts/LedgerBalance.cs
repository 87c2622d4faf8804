using System.Globalization;

namespace RetoRewards.Domain.Amounts;

/// <summary>The signed balance of a ledger account in base units; only <c>world</c> and debts are ever below zero.</summary>
public readonly record struct LedgerBalance : IComparable<LedgerBalance>
{
    /// <summary>Makes a balance of so many base units.</summary>
    public LedgerBalance(Int128 baseUnits)
    {
        BaseUnits = baseUnits;
    }

    /// <summary>Nothing on either side.</summary>
    public static LedgerBalance Zero => default;

    /// <summary>The balance in base units, signed.</summary>
    public Int128 BaseUnits { get; }

    /// <summary>True below zero.</summary>
    public bool IsNegative => Int128.IsNegative(BaseUnits);

    /// <summary>Credits an amount.</summary>
    /// <exception cref="OverflowException">The balance leaves 128 bits.</exception>
    public static LedgerBalance operator +(LedgerBalance balance, TokenAmount amount) =>
        new(checked(balance.BaseUnits + (Int128)amount.BaseUnits));

    /// <summary>Debits an amount.</summary>
    /// <exception cref="OverflowException">The balance leaves 128 bits.</exception>
    public static LedgerBalance operator -(LedgerBalance balance, TokenAmount amount) =>
        new(checked(balance.BaseUnits - (Int128)amount.BaseUnits));

    /// <summary>The balance as an amount.</summary>
    /// <exception cref="OverflowException">The balance is negative or above <see cref="TokenAmount.MaxValue"/>.</exception>
    public TokenAmount ToAmount() => TokenAmount.FromBaseUnits(checked((UInt128)BaseUnits));

    /// <summary>How far the balance lies below zero; nothing when it does not.</summary>
    /// <exception cref="OverflowException">The shortfall is above <see cref="TokenAmount.MaxValue"/>.</exception>
    public TokenAmount Shortfall() => IsNegative ? TokenAmount.FromBaseUnits((UInt128)(-BaseUnits)) : TokenAmount.Zero;

    /// <inheritdoc/>
    public int CompareTo(LedgerBalance other) => BaseUnits.CompareTo(other.BaseUnits);

    /// <summary>The base units in decimal notation.</summary>
    public override string ToString() => BaseUnits.ToString(CultureInfo.InvariantCulture);
}
