using System.Numerics;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Rewards;

[Collection(LocalChain.Collection)]
public sealed class LaunchReportTests(LocalChain chain)
{
    [Fact]
    [Trait("Behaviour", "F27")]
    public async Task What_the_contract_enforces_is_read_from_the_chains_events()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, new WorldPlan { Tokens = 500 });
        await using RetoDbContext before = world.Read();
        ChainLimits? unseen = await LaunchReport.ChainLimitsAsync(before, world.Campaign, CancellationToken.None);
        await world.DrainAsync();
        CampaignId other = await world.AddPartnerAsync();

        await using RetoDbContext db = world.Read();
        ChainLimits? limits = await LaunchReport.ChainLimitsAsync(db, world.Campaign, CancellationToken.None);

        Assert.Null(unseen);
        Assert.Null(await LaunchReport.ChainLimitsAsync(db, other, CancellationToken.None));
        Assert.Equal(
            (TimeSpan.FromDays(1), 500 * BigInteger.Pow(10, 18), (long)uint.MaxValue),
            (limits!.Grace, (BigInteger)limits.MaxReward.BaseUnits, limits.MaxShareBps));
    }
}
