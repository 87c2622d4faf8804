using System.Numerics;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>Fees of recent blocks, oldest first.</summary>
/// <param name="OldestBlock">The height of the first block.</param>
/// <param name="BaseFeePerGas">Wei a gas of each block, and one more: of the block that comes next.</param>
/// <param name="GasUsedRatio">Gas used over gas limit of each block, 0 to 1.</param>
/// <param name="Rewards">Of each block, wei a gas paid to its maker at each percentile asked for; empty when none was asked for.</param>
public sealed record FeeHistory(
    long OldestBlock,
    IReadOnlyList<BigInteger> BaseFeePerGas,
    IReadOnlyList<decimal> GasUsedRatio,
    IReadOnlyList<IReadOnlyList<BigInteger>> Rewards);
