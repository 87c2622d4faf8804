using System.Numerics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Chain;
using RetoRewards.Cli;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ledger;
using RetoRewards.Observability;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Settlements;

/// <summary>A database is lost, or an old copy of it comes back: the chain says what was paid, and nothing is paid again.</summary>
[Collection(LocalChain.Collection)]
public sealed class RebuildTests(LocalChain chain)
{
    private const int PauseSeconds = 300;

    [Theory]
    [Trait("Fault", "47")]
    [Trait("Behaviour", "N1")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_database_learns_from_the_chain_what_was_paid_and_pays_none_of_it_again(bool withManifests)
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 3);
        await world.DrainAsync();
        await FirstSalesAsync(world);
        await world.DrainAsync();
        byte[] lastTag = await LastTagAsync(world);
        await world.LoseDatabaseAsync(withManifests);

        Rebuilt rebuilt = await world.RebuildAsync();

        Assert.Equal((1, withManifests ? 0 : 1, 3, 0), (rebuilt.Runs, rebuilt.Quarantined, rebuilt.SettledRewards, rebuilt.IdentifiedRewards));
        Assert.Equal(((UInt128)37, (UInt128)0), (rebuilt.Reconciled.UnidentifiedBaseUnits, rebuilt.Reconciled.UnexplainedBaseUnits));
        Assert.Equal(lastTag, await LastTagAsync(world));
        Assert.Equal(37, await BalanceAsync(world, ":unidentified"));

        // The partner tells its sales again, and a new one.
        await ShortenPauseAsync(world);
        await FirstSalesAsync(world);
        await world.RewardAsync(world.Participants[2], 100);
        await world.DrainAsync();

        await using (RetoDbContext db = world.Read())
        {
            Assert.Equal(3, await db.Set<RewardRow>().CountAsync(reward => reward.State == RewardState.Paid));
            // What was signed before the loss could still be mined, so nothing new is planned yet.
            Assert.Equal(1, await db.Set<PayoutBatchRow>().CountAsync());
        }

        Assert.Equal(0, await BalanceAsync(world, ":unidentified"));
        await LetPauseEndAsync(world);
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "47")]
    public async Task Yesterdays_backup_learns_what_was_paid_since_and_pays_none_of_it_again()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 3);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 4);
        await world.DrainAsync();
        // Known to the backup and paid after it; then one that the backup does not know at all.
        await world.RewardAsync(world.Participants[0], 10);
        string backup = Path.Combine(world.Folder, "backup");
        Assert.Equal(0, await BackupCommand.RunAsync([.. world.Settings], backup, TextWriter.Null, TextWriter.Null, CancellationToken.None));
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[1], 20);
        await world.DrainAsync();

        await world.StopAsync();
        DropFiles(world);
        Assert.Equal(0, await RestoreCommand.RunAsync(
            [.. world.Settings], backup, onlyVerify: false, TextWriter.Null, TextWriter.Null, CancellationToken.None));
        world.StartAgain();
        Rebuilt rebuilt = await world.RebuildAsync();

        Assert.Equal((2, 2, 1), (rebuilt.Runs, rebuilt.SettledRewards, rebuilt.IdentifiedRewards));
        Assert.Equal(((UInt128)20, (UInt128)0), (rebuilt.Reconciled.UnidentifiedBaseUnits, rebuilt.Reconciled.UnexplainedBaseUnits));

        await ShortenPauseAsync(world);
        world.TellAgainFrom(3);
        await world.RewardAsync(world.Participants[1], 20);
        await world.RewardAsync(world.Participants[2], 7);
        await world.DrainAsync();
        await LetPauseEndAsync(world);
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "50")]
    [Trait("Behaviour", "N1")]
    public async Task An_old_copy_beside_the_service_is_stopped_by_the_tag_and_pays_nothing_twice()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 2);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 10);
        string copy = Path.Combine(world.Folder, "copy.db");
        await CopyAsync(world, copy);

        await using WebApplication old = RetoRewardsHost.CreateBuilder(
            [.. world.Settings, $"--Database:Path={copy}", $"--Database:RosterPath={copy}.roster"]).Build();
        IStage[] stages = [.. old.Services.GetServices<IStage>()];
        // The copy has planned the very rewards, under the same numbers, when the service pays them.
        await DrainAsync(stages.Where(stage => stage is ReadCampaignLimits or ReleaseHolds or PlanPayoutBatch or WritePayoutManifest));
        await world.DrainAsync();
        await DrainAsync(stages);

        Assert.Equal(new BigInteger(10), await world.BalanceAsync(world.Participants[0]));
        await using RetoDbContext db = await old.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContextAsync();
        Assert.Equal(RewardState.Paid, (await db.Set<RewardRow>().SingleAsync()).State);
        Assert.Equal(0, await db.Set<ChainTransactionRow>().CountAsync());
        Assert.Equal(
            [PayoutBatchState.Void, PayoutBatchState.Final],
            await db.Set<PayoutBatchRow>().OrderBy(row => row.Ordinal).Select(row => row.State).ToArrayAsync());
        Reconciled reconciled = await old.Services.GetRequiredService<Reconcile>().ExecuteAsync(null, null, CancellationToken.None);
        Assert.Equal((UInt128)0, reconciled.UnexplainedBaseUnits);
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    public async Task A_run_without_its_manifest_is_quarantined_and_one_whose_manifest_lies_as_well()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 3);
        await world.DrainAsync();
        await FirstSalesAsync(world);
        await world.DrainAsync();
        string manifest = Directory.GetFiles(world.Manifests, "*.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("\"paid\":\"10\"", "\"paid\":\"11\"", StringComparison.Ordinal));
        await world.LoseDatabaseAsync();

        Rebuilt rebuilt = await world.RebuildAsync();

        Assert.Equal((1, 1), (rebuilt.Runs, rebuilt.Quarantined));
        Assert.Equal((UInt128)0, rebuilt.Reconciled.UnexplainedBaseUnits);
    }

    [Fact]
    public async Task Rebuilding_twice_changes_nothing()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 3);
        await world.DrainAsync();
        await FirstSalesAsync(world);
        await world.DrainAsync();
        await world.LoseDatabaseAsync();
        await world.RebuildAsync();
        await using RetoDbContext db = world.Read();
        int transactions = await db.Set<LedgerTransactionRow>().CountAsync();

        Rebuilt again = await world.RebuildAsync();

        Assert.Equal(transactions, await db.Set<LedgerTransactionRow>().CountAsync());
        Assert.Equal((1, 0), (again.Runs, again.Roster.Inserted));
    }

    [Fact]
    [Trait("Fault", "31")]
    [Trait("Fault", "47")]
    [Trait("Behaviour", "N1")]
    public async Task A_fork_that_takes_a_rebuilt_payment_away_lets_it_be_paid_again_and_once()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 3, "--Chain:Confirmations=1");
        await chain.MineAsync(1, CancellationToken.None);
        await world.DrainAsync();
        string snapshot = (await chain.Node.SendAsync(RpcCall.To("evm_snapshot"), CancellationToken.None)).GetString()!;
        await FirstSalesAsync(world);
        await world.DrainAsync();
        await chain.MineAsync(2, CancellationToken.None);
        await world.DrainAsync();
        await world.LoseDatabaseAsync();
        Rebuilt rebuilt = await world.RebuildAsync();
        Assert.Equal((1, 3, (UInt128)0), (rebuilt.Runs, rebuilt.SettledRewards, rebuilt.Reconciled.UnexplainedBaseUnits));
        await FirstSalesAsync(world);
        await world.DrainAsync();
        Assert.Equal(3, await PaidAsync(world));

        // The other side of the fork has never seen the payment, and nobody has its bytes any more.
        await chain.Node.SendAsync(RpcCall.To("evm_revert", snapshot), CancellationToken.None);
        await chain.Node.SendAsync(RpcCall.To("evm_increaseTime", 7), CancellationToken.None);
        await chain.MineAsync(8, CancellationToken.None);
        await world.DrainAsync();
        Assert.Equal(0, await PaidAsync(world));
        Assert.Equal(0, await BalanceAsync(world, ":unidentified"));
        await PayoutOracle.AssertConsistentAsync(world);

        await ShortenPauseAsync(world);
        await LetPauseEndAsync(world);
        // Its nonce is used by nobody: it is used up by nothing once blocks have passed without what is behind it.
        for (int round = 0; round < 4; round++)
        {
            await chain.MineAsync(4, CancellationToken.None);
            await world.DrainAsync();
        }

        Assert.Equal(3, await PaidAsync(world));
        await PayoutOracle.AssertAllPaidOnceAsync(world);
        await using RetoDbContext db = world.Read();
        ChainTransactionRow gap = await db.Set<ChainTransactionRow>().SingleAsync(row => row.Purpose.StartsWith("gap:"));
        Assert.Equal((ChainTransactionState.Final, ChainTransactionRow.CancelledReason), (gap.State, gap.RevertedBecause));
        Assert.False(await db.Set<AlarmRow>().AnyAsync(alarm => alarm.Name == AlarmNames.NodeDisagreement));
    }

    private static async Task<int> PaidAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return await db.Set<RewardRow>().CountAsync(reward => reward.State == RewardState.Paid);
    }

    private static Task FirstSalesAsync(PayoutWorld world) => world.RewardAsync(
    [
        (world.Participants[0], 10),
        (world.Participants[1], 20),
        (world.Participants[0], 7),
    ]);

    /// <summary>Shortens the wait for what could still be mined, which is a day, to minutes of the chain's time.</summary>
    private async Task ShortenPauseAsync(PayoutWorld world)
    {
        Block latest = (await chain.Node.GetBlockAsync(BlockTag.Latest, CancellationToken.None))!;
        await world.WriteAsync(async write =>
        {
            PlanningPauseRow pause = await write.Db.Set<PlanningPauseRow>().SingleAsync();
            Assert.True(pause.Until > DateTimeOffset.UtcNow.AddHours(23));
            pause.Until = DateTimeOffset.FromUnixTimeSeconds(latest.Timestamp + PauseSeconds);
            write.UpdateOne(pause, nameof(PlanningPauseRow.Until));
        });
    }

    /// <summary>Lets the chain's time go past the pause, and everything be final.</summary>
    private async Task LetPauseEndAsync(PayoutWorld world)
    {
        await chain.Node.SendAsync(RpcCall.To("evm_increaseTime", PauseSeconds + 60), CancellationToken.None);
        await chain.MineAsync(1, CancellationToken.None);
        await world.DrainAsync();
    }

    private static async Task DrainAsync(IEnumerable<IStage> stages)
    {
        IStage[] all = [.. stages];
        int taken;
        int rounds = 0;
        do
        {
            taken = 0;
            foreach (IStage stage in all)
            {
                taken += await stage.RunOnceAsync(CancellationToken.None);
            }

            Assert.True(++rounds < 1_000, "The stages never come to rest.");
        }
        while (taken > 0);
    }

    private static async Task<byte[]> LastTagAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return await db.Set<PayoutBatchRow>().OrderByDescending(row => row.FirstReward).Select(row => row.Tag).FirstAsync();
    }

    private static async Task<Int128> BalanceAsync(PayoutWorld world, string suffix)
    {
        await using RetoDbContext db = world.Read();
        return (await db.Set<LedgerAccountRow>().SingleAsync(row => row.Name.EndsWith(suffix))).Balance.BaseUnits;
    }

    private static async Task CopyAsync(PayoutWorld world, string path)
    {
        string from = Path.Combine(world.Folder, "test.db");
        await using SqliteConnection source = new($"Data Source={from};Pooling=False");
        await using SqliteConnection target = new($"Data Source={path};Pooling=False");
        await source.OpenAsync();
        await target.OpenAsync();
        source.BackupDatabase(target);
    }

    private static void DropFiles(PayoutWorld world)
    {
        foreach (string file in Directory.GetFiles(world.Folder, "test.db*"))
        {
            File.Delete(file);
        }
    }
}
