namespace RetoRewards.Chain;

/// <summary>The columns of a transaction that follow the chain.</summary>
internal static class TransactionMarks
{
    public static readonly string[] All =
    [
        nameof(ChainTransactionRow.State),
        nameof(ChainTransactionRow.BlockNumber),
        nameof(ChainTransactionRow.BlockHash),
        nameof(ChainTransactionRow.Succeeded),
        nameof(ChainTransactionRow.RevertedBecause),
        nameof(ChainTransactionRow.HeldBecause),
        nameof(ChainTransactionRow.GasUsed),
        nameof(ChainTransactionRow.EffectiveGasPriceWei),
    ];
}
