using System.Numerics;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain;

/// <summary>The fees that a transaction is signed with, in wei a gas (EIP-1559).</summary>
/// <param name="MaxFeePerGas">The most in all, base fee included.</param>
/// <param name="MaxPriorityFeePerGas">The most for the block's maker.</param>
internal sealed record FeeQuote(long MaxFeePerGas, long MaxPriorityFeePerGas)
{
    /// <summary>Blocks of history that a quote looks at.</summary>
    public const int HistoryBlocks = 5;

    /// <summary>The percentile of what makers were paid that a quote pays.</summary>
    public const int Percentile = 50;

    private const long LeastPriorityFee = 1;

    /// <summary>Twice the next base fee and the median tip, under the cap; null when not even the next block's base fee fits under it.</summary>
    /// <remarks>Twice the base fee outlasts six full blocks, each of which raises it by an eighth.</remarks>
    public static FeeQuote? From(FeeHistory history, long capWei)
    {
        BigInteger baseFee = history.BaseFeePerGas.Count == 0 ? BigInteger.Zero : history.BaseFeePerGas[^1];
        BigInteger[] tips = [.. history.Rewards.Where(block => block.Count > 0).Select(block => block[0]).Order()];
        BigInteger tip = tips.Length == 0 ? LeastPriorityFee : BigInteger.Max(LeastPriorityFee, tips[tips.Length / 2]);
        if (baseFee + tip > capWei)
        {
            return null;
        }

        return new FeeQuote((long)BigInteger.Min(capWei, (2 * baseFee) + tip), (long)tip);
    }
}
