using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Campaigns;

/// <summary>The most tokens that a subject may earn in a period; consumed in order of arrival and never reopened by a refund.</summary>
public sealed record Limit
{
    /// <summary>The largest number of a limit.</summary>
    public const int MaxNumber = 99;

    /// <summary>Makes a limit.</summary>
    /// <param name="number">1 to 99; limits of the same number in several versions share what has been used.</param>
    /// <param name="subject">Whose rewards are counted together.</param>
    /// <param name="period">When it starts anew.</param>
    /// <param name="amount">The most that may be earned.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number lies outside its range.</exception>
    public Limit(int number, LimitSubject subject, LimitPeriod period, TokenAmount amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, MaxNumber);
        Number = number;
        Subject = subject;
        Period = period;
        Amount = amount;
    }

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>Whose rewards are counted together.</summary>
    public LimitSubject Subject { get; }

    /// <summary>When it starts anew.</summary>
    public LimitPeriod Period { get; }

    /// <summary>The most that may be earned.</summary>
    public TokenAmount Amount { get; }
}
