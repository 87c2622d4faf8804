using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Ledger;

/// <summary>What came of applying a transaction to balances: the balances it leaves, or the account that forbids it.</summary>
public abstract record PostingResult
{
    private PostingResult()
    {
    }

    /// <summary>The transaction may be posted.</summary>
    /// <param name="Balances">The new balance of every account it touches.</param>
    public sealed record Posted(IReadOnlyDictionary<AccountName, LedgerBalance> Balances) : PostingResult;

    /// <summary>The transaction would leave an account on its forbidden side; nothing was applied.</summary>
    /// <param name="Account">The account.</param>
    /// <param name="Balance">The balance that it would have had.</param>
    public sealed record Overdrawn(AccountName Account, LedgerBalance Balance) : PostingResult;
}
