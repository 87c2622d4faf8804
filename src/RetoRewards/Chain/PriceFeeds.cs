using System.Numerics;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain;

/// <summary>Reads price feeds of the AggregatorV3 interface: the newest round and the decimals, judged by nobody yet.</summary>
internal sealed class PriceFeeds(IEthereumNode node)
{
    private static readonly ContractAbi Abi = ContractAbi.Parse(
        """
        [{"type":"function","name":"decimals","stateMutability":"view","inputs":[],"outputs":[{"name":"","type":"uint8"}]},
         {"type":"function","name":"latestRoundData","stateMutability":"view","inputs":[],"outputs":[
          {"name":"roundId","type":"uint80"},{"name":"answer","type":"int256"},{"name":"startedAt","type":"uint256"},
          {"name":"updatedAt","type":"uint256"},{"name":"answeredInRound","type":"uint80"}]}]
        """);

    private static readonly BigInteger LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The feed's newest answer; null when the contract gives none (no code, no round, or it reverts).</summary>
    /// <exception cref="RpcFaultException">No usable answer came from any node.</exception>
    public async Task<PriceFeedReading?> ReadAsync(WalletAddress feed, CancellationToken cancellationToken)
    {
        Contract contract = new(node, new Address(feed.ToBytes()), Abi);
        try
        {
            AbiValues decimals = await contract.CallAsync("decimals", [], BlockTag.Latest, cancellationToken);
            AbiValues round = await contract.CallAsync("latestRoundData", [], BlockTag.Latest, cancellationToken);
            BigInteger updatedAt = round.Get<BigInteger>(3);
            return new PriceFeedReading(
                round.Get<BigInteger>(1),
                (int)decimals.Get<BigInteger>(0),
                DateTimeOffset.FromUnixTimeSeconds((long)BigInteger.Min(updatedAt, LastSecond)),
                round.Get<BigInteger>(4),
                round.Get<BigInteger>(0));
        }
        catch (RpcRefusedException)
        {
            return null;
        }
        catch (AbiException)
        {
            return null;
        }
    }
}
