using System.Numerics;

namespace RetoRewards.Ethereum.Fees;

/// <summary>The two fees of a transaction of type 2 (EIP-1559), in wei a gas.</summary>
/// <param name="MaxPriorityFeePerGas">Most for the block's maker.</param>
/// <param name="MaxFeePerGas">Most in all, base fee included.</param>
public readonly record struct TransactionFees(BigInteger MaxPriorityFeePerGas, BigInteger MaxFeePerGas)
{
    // geth replaces from 10 % up, others from 12.5 %: an eighth suits all.
    private const int ReplacementDivisor = 8;

    /// <summary>Fees by which nodes take a transaction in place of this one with the same nonce: both up by 12.5 % at least.</summary>
    /// <param name="wanted">The fees that the market asks for now.</param>
    /// <returns>The larger, one by one, of the wanted fees and of these raised by an eighth, rounded up.</returns>
    public TransactionFees Replacement(TransactionFees wanted)
    {
        BigInteger priority = BigInteger.Max(Raised(MaxPriorityFeePerGas), wanted.MaxPriorityFeePerGas);
        BigInteger most = BigInteger.Max(Raised(MaxFeePerGas), wanted.MaxFeePerGas);
        return new TransactionFees(priority, BigInteger.Max(most, priority));
    }

    /// <summary>The most that a transaction of these fees can cost, beside what it sends.</summary>
    /// <param name="gasLimit">Its gas limit.</param>
    /// <returns>Wei.</returns>
    public BigInteger MostFor(long gasLimit) => MaxFeePerGas * gasLimit;

    private static BigInteger Raised(BigInteger fee)
    {
        // One wei more at least: an eighth of nothing is nothing.
        BigInteger raise = (fee + ReplacementDivisor - 1) / ReplacementDivisor;
        return fee + BigInteger.Max(raise, BigInteger.One);
    }
}
