using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Payouts;

/// <summary>When a batch is worth sending, and how much it may hold.</summary>
/// <param name="MaxRewards">The most reward lines; 1 or more.</param>
/// <param name="MaxWallets">The most distinct wallets; 1 or more.</param>
/// <param name="MaxTotal">The most base units that may leave now, by the contract's allowance and budget.</param>
/// <param name="Minimum">A batch is planned from this amount on.</param>
/// <param name="Cadence">A batch is planned whatever its amount once a line has been payable for so long.</param>
public sealed record PayoutBounds(int MaxRewards, int MaxWallets, TokenAmount MaxTotal, TokenAmount Minimum, TimeSpan Cadence)
{
    /// <summary>The most that one line may ever be: the daily allowance, which no batch exceeds. A larger line waits and holds up no other.</summary>
    public TokenAmount MaxLine { get; init; } = TokenAmount.MaxValue;

    /// <summary>The most that a line may be on average over a batch: the contract's ceiling for a reward.</summary>
    public TokenAmount MaxAverage { get; init; } = TokenAmount.MaxValue;

    /// <summary>The most that may be paid of the value of the sales behind a batch, in basis points; null for no such ceiling.</summary>
    public long? MaxShareBps { get; init; }

    /// <summary>A batch that <see cref="MaxTotal"/> cuts short is planned from this amount on: an allowance refills by the second,
    /// and a batch a second would cost more gas than it pays rewards.</summary>
    public TokenAmount MinimumCut { get; init; }

    /// <summary>The gas that a batch takes; null where it is not bounded.</summary>
    public PayoutGas? Gas { get; init; }
}
