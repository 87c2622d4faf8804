using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ledger;
using RetoRewards.Observability;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Settlements;

/// <summary>What somebody else does on chain, with our key or in our contracts, holds up no more than it must.</summary>
[Collection(LocalChain.Collection)]
public sealed class ForeignRunTests(LocalChain chain)
{
    [Fact]
    [Trait("Fault", "50")]
    public async Task What_a_foreign_run_lets_be_mined_is_waited_for_and_a_person_can_end_the_wait()
    {
        ShiftedClock clock = await ShiftedClock.OfAsync(chain);
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, new WorldPlan { Clock = clock });
        await world.DrainAsync();
        // A thief lets what it signs be mined for ten days, where we would for one.
        DateTimeOffset until = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().AddDays(10).ToUnixTimeSeconds());
        await PayBehindTheServiceAsync(world, until.ToUnixTimeSeconds());
        await world.DrainAsync();
        Assert.Equal(until, await PauseAsync(world));

        // Nor does one that is valid for ever break anything.
        await PayBehindTheServiceAsync(world, long.MaxValue);
        await world.DrainAsync();
        Assert.True(await PauseAsync(world) > until.AddYears(1_000));
        Assert.Contains(
            $"campaign:{world.Campaign}",
            (await world.Services.GetRequiredService<AlarmFinder>().FindAsync(CancellationToken.None))[AlarmNames.PlanningPaused].Keys);

        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        Assert.Equal(0, await world.BalanceAsync(world.Participants[0]));
        await world.WriteAsync(async write => Assert.IsType<Outcome<PlanningPauseRow>.Done>(
            await world.Services.GetRequiredService<EndPlanningPause>().ExecuteAsync(
                write, world.Campaign, new OperatorOrder(Guid.NewGuid(), "The key was replaced"))));
        await world.DrainAsync();
        Assert.Equal(5, await world.BalanceAsync(world.Participants[0]));
        Assert.Equal((UInt128)0, (await world.ReconcileAsync()).UnexplainedBaseUnits);
    }

    [Fact]
    public async Task Runs_of_campaigns_that_nobody_here_knows_take_no_place_of_those_that_are_known()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        await SeedAsync(world, 64, ChainEvents.BatchPaid, world.Contracts.Campaigns.Address, number: 999);

        await PayBehindTheServiceAsync(world, DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeSeconds());
        await world.DrainAsync();

        await using RetoDbContext db = world.Read();
        Assert.Equal(1, await db.Set<ForeignRunRow>().CountAsync());
    }

    [Fact]
    public async Task Events_of_the_same_number_in_another_contract_hide_neither_funding_nor_reported_sales()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        Int128 before = await BudgetAsync(world);
        Address strangers = new(RandomNumberGenerator.GetBytes(20));
        await SeedAsync(world, 1_000, "CampaignFunded", strangers, number: 1);
        await SeedAsync(world, FollowReportedSales.MaxReports, FollowReportedSales.EventName, strangers, number: 1);

        LocalAccount partner = chain.Accounts.At(chain.Node, LocalAccounts.FirstPartner);
        await world.TopUpAsync(1);
        await partner.CallAsync(
            world.Contracts.Campaigns, "setReporter", [1, chain.Accounts.AddressOf(LocalAccounts.FirstPartner), true], CancellationToken.None);
        object?[] report =
        [
            1, new Hash32(RandomNumberGenerator.GetBytes(32)), Hash32.Zero, Hash32.Zero,
            (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 3600 * 3600) - 3600, new BigInteger(1_000), "GBP"u8.ToArray(),
        ];
        await partner.CallAsync(world.Contracts.Campaigns, "reportSale", report, CancellationToken.None);
        await world.Stage<FollowChain>().RunOnceAsync(CancellationToken.None);
        await world.Stage<FollowChain>().RunOnceAsync(CancellationToken.None);

        Assert.NotEqual(0, await world.Stage<FollowCampaignFunding>().RunOnceAsync(CancellationToken.None));
        Assert.Equal(1, await world.Stage<FollowReportedSales>().RunOnceAsync(CancellationToken.None));
        Assert.Equal(before + (Int128)TokenAmount.FromTokens(1).BaseUnits, await BudgetAsync(world));
    }

    private static async Task<Int128> BudgetAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return (await db.Set<LedgerAccountRow>().SingleAsync(row => row.Name.EndsWith(":budget"))).Balance.BaseUnits;
    }

    private static async Task<DateTimeOffset> PauseAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return (await db.Set<PlanningPauseRow>().SingleAsync()).Until;
    }

    /// <summary>Final events of earlier blocks that nobody has acted on, as strangers leave them by the thousand.</summary>
    private static Task SeedAsync(PayoutWorld world, int count, string name, Address contract, long number) => world.WriteAsync(async write =>
    {
        long block = await write.Db.Set<ChainBlockRow>().MinAsync(row => row.Number);
        byte[] hash = RandomNumberGenerator.GetBytes(32);
        write.Insert(Enumerable.Range(0, count).Select(index => new ChainEventRow
        {
            ChainId = LocalAccounts.ChainId,
            BlockNumber = block,
            BlockHash = hash,
            LogIndex = index,
            TransactionHash = RandomNumberGenerator.GetBytes(32),
            Contract = contract.ToArray(),
            Name = name,
            Topic1 = ChainEvents.Topic(number),
            Topic2 = RandomNumberGenerator.GetBytes(32),
            Arguments = JsonSerializer.Serialize(new Dictionary<string, string> { ["campaignId"] = $"{number}" }),
            TimestampSeconds = 0,
            IsCanonical = true,
            IsFinal = true,
            IsTaken = false,
        }).ToArray());
    });

    private async Task PayBehindTheServiceAsync(PayoutWorld world, long validUntil)
    {
        LocalAccount thief = chain.Accounts.At(chain.Node, LocalAccounts.Operator);
        byte[] tag = (await world.Contracts.Campaigns.CallAsync("lastTag", [1], BlockTag.Latest, CancellationToken.None)).Get<Hash32>(0).ToArray();
        long next = (await world.Contracts.Campaigns.CallAsync("nextReward", [1], BlockTag.Latest, CancellationToken.None)).Get<long>(0);
        byte[] packed = PayBatch.Pack([new PayoutWord(WalletAddress.FromBytes(chain.Accounts.AddressOf(9).ToArray()), TokenAmount.FromBaseUnits(3))]);
        object?[] arguments =
        [
            1, next, new Hash32(tag), validUntil, 0, Hash32.Zero, PayBatch.Pack([next]),
            new object[] { new BigInteger(packed, isUnsigned: true, isBigEndian: true) }, Array.Empty<byte>(),
        ];
        await thief.CallAsync(world.Contracts.Campaigns, "payBatch", arguments, CancellationToken.None);
    }
}
