using RetoRewards.Domain.Payouts;

namespace RetoRewards.Domain.Settlements;

/// <summary>A wallet for which ledger and chain differ.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="LedgerBaseUnits">What the ledger calls paid.</param>
/// <param name="ChainBaseUnits">What the chain paid.</param>
public readonly record struct WalletDifference(WalletAddress Wallet, UInt128 LedgerBaseUnits, UInt128 ChainBaseUnits)
{
    /// <summary>What the chain paid more than the ledger says; negative for less.</summary>
    public Int128 BaseUnits => (Int128)ChainBaseUnits - (Int128)LedgerBaseUnits;
}
