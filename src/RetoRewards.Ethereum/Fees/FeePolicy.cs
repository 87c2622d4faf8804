using System.Numerics;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Fees;

/// <summary>Turns a fee history into fees; a pure function of its input.</summary>
/// <remarks>
/// The priority fee is the median, over the blocks that held transactions, of what was paid at the first percentile asked for.
/// The fee in all leaves room for the base fee to double, which takes six full blocks (EIP-1559: an eighth a block).
/// </remarks>
public sealed record FeePolicy
{
    private const int BaseFeeRoom = 2;

    /// <summary>Most wei a gas in all, of the campaign or the operator; 1 or more.</summary>
    public required BigInteger MaxFeePerGas { get; init; }

    /// <summary>Least wei a gas for the block's maker; 0 or more. Default 1,000,000, what geth's block makers take at the least by default.</summary>
    public BigInteger MinPriorityFeePerGas { get; init; } = 1_000_000;

    /// <summary>Most wei a gas for the block's maker. Default 5 gwei.</summary>
    public BigInteger MaxPriorityFeePerGas { get; init; } = 5_000_000_000;

    /// <summary>The fees to sign with now.</summary>
    /// <param name="history">Recent blocks, asked for with one percentile at least; without rewards the least priority fee is taken.</param>
    /// <returns>The quote.</returns>
    /// <exception cref="ArgumentException">The bounds contradict each other, or the history is empty.</exception>
    public FeeQuote Suggest(FeeHistory history)
    {
        if (MaxFeePerGas < 1 || MinPriorityFeePerGas < 0 || MinPriorityFeePerGas > MaxPriorityFeePerGas)
        {
            throw new ArgumentException("The bounds of the fee policy contradict each other.");
        }

        if (history.BaseFeePerGas.Count == 0)
        {
            throw new ArgumentException("The fee history is empty.", nameof(history));
        }

        BigInteger next = history.BaseFeePerGas[^1];
        BigInteger priority = BigInteger.Min(BigInteger.Max(Median(history), MinPriorityFeePerGas), MaxPriorityFeePerGas);
        BigInteger most = BigInteger.Min((next * BaseFeeRoom) + priority, MaxFeePerGas);
        TransactionFees fees = new(BigInteger.Min(priority, most), most);
        return new FeeQuote(fees, next, MustWait: next + MinPriorityFeePerGas > MaxFeePerGas);
    }

    private static BigInteger Median(FeeHistory history)
    {
        // Empty blocks report a reward of nothing, which tells nothing of the market.
        BigInteger[] paid = [.. history.Rewards
            .Where((rewards, block) => rewards.Count > 0 && history.GasUsedRatio[block] > 0)
            .Select(rewards => rewards[0])
            .Order()];
        return paid.Length == 0 ? BigInteger.Zero : paid[paid.Length / 2];
    }
}
