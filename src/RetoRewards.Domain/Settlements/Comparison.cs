using RetoRewards.Domain.Payouts;

namespace RetoRewards.Domain.Settlements;

/// <summary>What the ledger calls paid against what the chain paid, wallet by wallet.</summary>
/// <param name="Wallets">How many wallets either side names.</param>
/// <param name="LedgerBaseUnits">What the ledger calls paid, in all.</param>
/// <param name="ChainBaseUnits">What the chain paid, in all.</param>
/// <param name="Unexplained">The wallets that differ, in ascending order; empty when all agree.</param>
public sealed record Comparison(
    int Wallets, UInt128 LedgerBaseUnits, UInt128 ChainBaseUnits, IReadOnlyList<WalletDifference> Unexplained)
{
    /// <summary>The sum of the differences, each without its sign, so that two errors never hide each other.</summary>
    public UInt128 UnexplainedBaseUnits =>
        Unexplained.Aggregate(UInt128.Zero, (sum, wallet) => sum + (UInt128)Int128.Abs(wallet.BaseUnits));

    /// <summary>Compares the two sides.</summary>
    /// <param name="ledger">Payments by the ledger; a wallet may stand several times.</param>
    /// <param name="chain">Payments by the chain; a wallet may stand several times.</param>
    public static Comparison Of(IEnumerable<WalletPayment> ledger, IEnumerable<WalletPayment> chain)
    {
        Dictionary<WalletAddress, UInt128> byLedger = Sum(ledger);
        Dictionary<WalletAddress, UInt128> byChain = Sum(chain);
        WalletDifference[] all = [.. byLedger.Keys
            .Union(byChain.Keys)
            .Order()
            .Select(wallet => new WalletDifference(wallet, byLedger.GetValueOrDefault(wallet), byChain.GetValueOrDefault(wallet)))];
        return new Comparison(
            all.Length,
            all.Aggregate(UInt128.Zero, (sum, wallet) => sum + wallet.LedgerBaseUnits),
            all.Aggregate(UInt128.Zero, (sum, wallet) => sum + wallet.ChainBaseUnits),
            [.. all.Where(wallet => wallet.BaseUnits != 0)]);
    }

    private static Dictionary<WalletAddress, UInt128> Sum(IEnumerable<WalletPayment> payments)
    {
        Dictionary<WalletAddress, UInt128> sums = [];
        foreach (WalletPayment payment in payments)
        {
            sums[payment.Wallet] = sums.GetValueOrDefault(payment.Wallet) + payment.Amount.BaseUnits;
        }

        return sums;
    }
}
