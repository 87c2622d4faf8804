using System.Numerics;
using RetoRewards.Ethereum.Fees;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain;

/// <summary>What the newest blocks say of fees, held against the cap of whoever pays.</summary>
/// <param name="laneCapWei">Most wei a gas that the service pays at all.</param>
internal sealed class FeeMarket(FeeHistory history, long laneCapWei)
{
    /// <summary>Most wei a gas that the service pays at all.</summary>
    public long LaneCapWei => laneCapWei;

    /// <summary>The fees to sign with for a payer whose cap this is; it never exceeds the service's own.</summary>
    /// <returns>A quote that says to wait while the next block costs more than the cap.</returns>
    public FeeQuote Quote(long? capWei) =>
        new FeePolicy
        {
            MaxFeePerGas = CapOf(capWei),
            // A cap below the usual least tip is a cap all the same.
            MinPriorityFeePerGas = BigInteger.Min(1_000_000, CapOf(capWei)),
        }.Suggest(history);

    /// <summary>The lower of a payer's cap and the service's.</summary>
    public long CapOf(long? capWei) => Math.Min(capWei ?? laneCapWei, laneCapWei);
}
