using System.Numerics;
using RetoRewards.Domain.Amounts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain.Batches;

/// <summary>Under which limits the contract would pay a campaign's next batch, at one block.</summary>
/// <param name="PayableNow">The most that could leave: the lower of what remains and of today's allowance; zero while paused or lapsed.</param>
/// <param name="MaxReward">The ceiling for a reward, on average over a batch.</param>
/// <param name="DailyAllowance">What refills in a day, and the most that a batch may be.</param>
/// <param name="MaxShareBps">The ceiling for a share of the declared value; null for none.</param>
/// <param name="Attestor">Whose signature every batch must carry; zero for nobody's.</param>
/// <param name="IsMint">Whether rewards are minted as they are paid; else they come out of a deposit.</param>
internal sealed record CampaignLimits(
    TokenAmount PayableNow, TokenAmount MaxReward, TokenAmount DailyAllowance, long? MaxShareBps, Address Attestor, bool IsMint);

/// <summary>Asks the contract for campaigns' limits.</summary>
internal sealed class CampaignLimitsReader(IEthereumNode node)
{
    private const int MintFunding = 1;

    private static readonly AbiFunction Campaign = RetoContracts.CampaignsAbi.Function("campaign");
    private static readonly AbiFunction PayableNow = RetoContracts.CampaignsAbi.Function("payableNow");

    /// <summary>The limits of several campaigns at one block, in one request.</summary>
    /// <param name="campaigns">The campaigns by contract and number.</param>
    /// <param name="block">The block's height.</param>
    /// <exception cref="RpcRefusedException">The node does not have the block any more, or not yet.</exception>
    public async Task<IReadOnlyList<CampaignLimits>> ReadAsync(
        IReadOnlyList<(Address Contract, long Number)> campaigns, long block, CancellationToken cancellationToken)
    {
        RpcCall[] calls = [.. campaigns.SelectMany(one => new[] { Call(Campaign, one, block), Call(PayableNow, one, block) })];
        IReadOnlyList<RpcReply> replies = await node.SendBatchAsync(calls, cancellationToken);
        return [.. replies.Chunk(2).Select(pair => Read(
            Campaign.DecodeResult(Bytes(pair[0])).Get<AbiValues>(0), PayableNow.DecodeResult(Bytes(pair[1])).Get<BigInteger>(0)))];
    }

    private static CampaignLimits Read(AbiValues campaign, BigInteger payableNow)
    {
        long share = campaign.Get<long>("maxShareBps");
        return new CampaignLimits(
            Amount(payableNow),
            Amount(campaign.Get<BigInteger>("maxReward")),
            Amount(campaign.Get<BigInteger>("dailyAllowance")),
            share == uint.MaxValue ? null : share,
            campaign.Get<Address>("attestor"),
            campaign.Get<int>("funding") == MintFunding);
    }

    private static TokenAmount Amount(BigInteger value) => TokenAmount.FromBaseUnits((UInt128)value);

    private static byte[] Bytes(RpcReply reply) => Convert.FromHexString(reply.Require().GetString().AsSpan(2));

    private static RpcCall Call(AbiFunction function, (Address Contract, long Number) campaign, long block) => NodeCalls.CallOf(
        new CallRequest { To = campaign.Contract, Data = function.Encode(campaign.Number) }, BlockTag.At(block));
}
