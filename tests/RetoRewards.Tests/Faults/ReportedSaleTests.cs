using System.Numerics;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Chain;
using RetoRewards.Chain.Local;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Faults;

/// <summary>Sales that are reported on chain: events once final, known by (contract, campaign, sale id), gone with a fork.</summary>
[Collection(LocalChain.Collection)]
public sealed class ReportedSaleTests(LocalChain chain)
{
    private const int Confirmations = 5;

    [Fact]
    [Trait("Fault", "32")]
    public async Task Report_is_shown_before_it_is_final_and_vanishes_with_the_fork_that_drops_it()
    {
        await using PayoutWorld world = await WorldAsync();
        string snapshot = (await chain.Node.SendAsync(RpcCall.To("evm_snapshot"), CancellationToken.None)).GetString()!;
        await ReportAsync(world, "A-1", 1000);
        await world.DrainAsync();

        await using (RetoDbContext before = world.Read())
        {
            ChainEventRow seen = Assert.Single(await ReportsAsync(before));
            Assert.Equal("A-1", ReportedSale.NumberOf(seen));
            Assert.Empty(await before.Set<SaleEventRow>().ToArrayAsync());
        }

        JsonElement done = await chain.Node.SendAsync(RpcCall.To("evm_revert", snapshot), CancellationToken.None);
        Assert.True(done.GetBoolean());
        await chain.Node.SendAsync(RpcCall.To("evm_increaseTime", 7), CancellationToken.None);
        await chain.MineAsync(Confirmations + 3, CancellationToken.None);
        await world.DrainAsync();

        await using RetoDbContext after = world.Read();
        Assert.Empty(await ReportsAsync(after));
        Assert.Empty(await after.Set<SaleEventRow>().ToArrayAsync());
        Assert.Empty(await after.Set<SaleRow>().ToArrayAsync());
    }

    [Fact]
    [Trait("Fault", "33")]
    public async Task Sale_reported_in_two_logs_is_one_event_and_another_content_changes_nothing()
    {
        await using PayoutWorld world = await WorldAsync();
        await ReportAsync(world, "A-1", 1000);
        await ReportAsync(world, "A-1", 1000);
        await ReportAsync(world, "A-1", 2000);
        await chain.MineAsync(Confirmations + 1, CancellationToken.None);
        while (await world.Stage<FollowChain>().RunOnceAsync(CancellationToken.None) > 0)
        {
        }

        Assert.Equal(3, await world.Stage<FollowReportedSales>().RunOnceAsync(CancellationToken.None));
        Assert.Equal(0, await world.Stage<FollowReportedSales>().RunOnceAsync(CancellationToken.None));

        await using RetoDbContext db = world.Read();
        SaleEventRow one = Assert.Single(await db.Set<SaleEventRow>().ToArrayAsync());
        Assert.Equal(("reported:A-1", "A-1"), (one.EventId, one.SaleNumber));
        SaleRow sale = Assert.Single(await db.Set<SaleRow>().ToArrayAsync());
        Assert.Equal((1000, "GBP"), (sale.TotalMinorUnits, sale.Currency));
        Assert.Equal(ChannelKind.Chain, (await db.Set<ChannelRow>().SingleAsync(row => row.ChannelId == sale.ChannelId)).Kind);
        Assert.All(await ReportsAsync(db), row => Assert.True(row.IsTaken));
    }

    [Fact]
    [Trait("Fault", "31")]
    public async Task Report_forked_away_after_it_was_final_stands_with_an_alarm_until_it_is_on_the_chain_again()
    {
        await using PayoutWorld world = await WorldAsync(confirmations: 1);
        long soldAt = LastHour();
        string snapshot = (await chain.Node.SendAsync(RpcCall.To("evm_snapshot"), CancellationToken.None)).GetString()!;
        await ReportAsync(world, "A-1", 1000, soldAt);
        await chain.MineAsync(2, CancellationToken.None);
        await FollowAsync(world);
        Assert.Empty(await AlarmsAsync(world));

        Assert.True((await chain.Node.SendAsync(RpcCall.To("evm_revert", snapshot), CancellationToken.None)).GetBoolean());
        await chain.Node.SendAsync(RpcCall.To("evm_increaseTime", 7), CancellationToken.None);
        await chain.MineAsync(6, CancellationToken.None);
        await FollowAsync(world);

        string sentence = Assert.Single(await AlarmsAsync(world)).Value;
        Assert.Contains("sale A-1", sentence, StringComparison.Ordinal);
        await ReportAsync(world, "A-1", 1000, soldAt);
        await chain.MineAsync(2, CancellationToken.None);
        await FollowAsync(world);

        Assert.Empty(await AlarmsAsync(world));
        await using RetoDbContext db = world.Read();
        Assert.Single(await db.Set<SaleEventRow>().ToArrayAsync());
        Assert.Single(await db.Set<SaleRow>().ToArrayAsync());
        Assert.Equal(0, await db.Set<ChainEventRow>().CountAsync(row => row.IsFinal && !row.IsCanonical));
        Assert.True(Assert.Single(await ReportsAsync(db)).IsTaken);
    }

    /// <summary>The stages that take reports, until none finds work. The world's terms are none that rewards could be decided by.</summary>
    private static async Task FollowAsync(PayoutWorld world)
    {
        IStage[] stages = [world.Stage<FollowChain>(), world.Stage<FollowReportedSales>(), world.Stage<FollowForkedReports>()];
        int taken;
        do
        {
            taken = 0;
            foreach (IStage stage in stages)
            {
                taken += await stage.RunOnceAsync(CancellationToken.None);
            }
        }
        while (taken > 0);
    }

    private static async Task<IReadOnlyDictionary<string, string>> AlarmsAsync(PayoutWorld world) =>
        (await world.Services.GetRequiredService<AlarmFinder>().FindAsync(CancellationToken.None))[AlarmNames.ReportForkedAway];

    private static long LastHour() => (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 3600 * 3600) - 3600;

    private async Task<PayoutWorld> WorldAsync(int confirmations = Confirmations)
    {
        PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, $"--Chain:Confirmations={confirmations}");
        LocalAccount partner = chain.Accounts.At(chain.Node, LocalAccounts.FirstPartner);
        await partner.CallAsync(
            world.Contracts.Campaigns, "setReporter", [1, chain.Accounts.AddressOf(LocalAccounts.FirstPartner), true], CancellationToken.None);
        await chain.MineAsync(Confirmations, CancellationToken.None);
        await world.DrainAsync();
        return world;
    }

    private Task<TransactionReceipt> ReportAsync(PayoutWorld world, string number, long minorUnits, long? soldAt = null)
    {
        LocalAccount partner = chain.Accounts.At(chain.Node, LocalAccounts.FirstPartner);
        byte[] id = new byte[32];
        Encoding.ASCII.GetBytes(number, id);
        object?[] arguments =
        [
            1, new Hash32(id), new Hash32(new byte[32]), new Hash32(new byte[32]),
            soldAt ?? LastHour(), new BigInteger(minorUnits), "GBP"u8.ToArray(),
        ];
        return partner.CallAsync(world.Contracts.Campaigns, "reportSale", arguments, CancellationToken.None);
    }

    private static Task<ChainEventRow[]> ReportsAsync(RetoDbContext db) => db.Set<ChainEventRow>()
        .Where(row => row.Name == FollowReportedSales.EventName && row.IsCanonical).ToArrayAsync();
}
