using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Ledger;

/// <summary>One movement from an account to another.</summary>
public readonly record struct Posting
{
    /// <summary>Makes a posting.</summary>
    /// <param name="from">The account debited.</param>
    /// <param name="to">The account credited.</param>
    /// <param name="amount">Above zero.</param>
    /// <exception cref="ArgumentException">The amount is zero, or both accounts are one.</exception>
    public Posting(AccountName from, AccountName to, TokenAmount amount)
    {
        if (amount.IsZero)
        {
            throw new ArgumentException("A posting moves more than nothing.", nameof(amount));
        }

        if (from.Kind == AccountKind.None || to.Kind == AccountKind.None || from == to)
        {
            throw new ArgumentException("A posting moves from one account to another.", nameof(to));
        }

        From = from;
        To = to;
        Amount = amount;
    }

    /// <summary>The account debited.</summary>
    public AccountName From { get; }

    /// <summary>The account credited.</summary>
    public AccountName To { get; }

    /// <summary>What is moved.</summary>
    public TokenAmount Amount { get; }
}
