using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Ledger;

/// <summary>The one rule of balances: nothing is below zero but <c>world</c> and debts, and those are never above it.</summary>
public static class Balances
{
    /// <summary>Applies a transaction as a whole: only the balances that it leaves are judged, not those on the way.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="balanceOf">The balance of an account before; zero for an account not seen yet.</param>
    /// <returns>The balances after, or the first account on its forbidden side.</returns>
    public static PostingResult Apply(LedgerTransaction transaction, Func<AccountName, LedgerBalance> balanceOf)
    {
        Dictionary<AccountName, LedgerBalance> after = new(transaction.Postings.Count * 2);
        foreach (Posting posting in transaction.Postings)
        {
            after[posting.From] = Current(after, balanceOf, posting.From) - posting.Amount;
            after[posting.To] = Current(after, balanceOf, posting.To) + posting.Amount;
        }

        foreach ((AccountName account, LedgerBalance balance) in after)
        {
            if (!MayHold(account, balance))
            {
                return new PostingResult.Overdrawn(account, balance);
            }
        }

        return new PostingResult.Posted(after);
    }

    /// <summary>Whether an account may stand at a balance.</summary>
    public static bool MayHold(AccountName account, LedgerBalance balance) =>
        account.IsNegativeSide ? balance.BaseUnits <= 0 : balance.BaseUnits >= 0;

    private static LedgerBalance Current(
        Dictionary<AccountName, LedgerBalance> after, Func<AccountName, LedgerBalance> balanceOf, AccountName account) =>
        after.TryGetValue(account, out LedgerBalance balance) ? balance : balanceOf(account);
}
