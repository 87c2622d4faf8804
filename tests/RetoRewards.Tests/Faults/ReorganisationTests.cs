using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Local;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ledger;
using RetoRewards.Observability;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Faults;

/// <summary>The local node goes back to a snapshot and mines other blocks, as a chain that forks does.</summary>
[OnBothDatabases]
[Collection(LocalChain.Collection)]
public sealed class ReorganisationTests(LocalChain chain)
{
    private const int Confirmations = 20;

    [Theory]
    [Trait("Fault", "28")]
    [Trait("Fault", "29")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public async Task Forked_away_payment_is_sent_again_and_paid_once(int depth)
    {
        await using PayoutWorld world = await WorldAsync();
        string snapshot = await SnapshotAsync();
        await world.RewardAsync(world.Participants[0], 77);
        await world.DrainAsync();
        await chain.MineAsync(depth - 1, CancellationToken.None);
        await world.DrainAsync();
        Assert.Equal(PayoutBatchState.Mined, await BatchStateAsync(world));

        await RevertAsync(snapshot);
        await chain.MineAsync(depth + 1, CancellationToken.None);
        await world.Stage<FollowChain>().RunOnceAsync(CancellationToken.None);
        await world.Stage<SettlePayoutBatch>().RunOnceAsync(CancellationToken.None);
        Assert.Equal(PayoutBatchState.Sent, await BatchStateAsync(world));

        await world.DrainAsync();
        Assert.Equal(PayoutBatchState.Mined, await BatchStateAsync(world));
        await chain.MineAsync(Confirmations, CancellationToken.None);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "30")]
    public async Task Included_again_but_reverting_is_void_at_final_and_planned_again()
    {
        await using PayoutWorld world = await WorldAsync();
        string snapshot = await SnapshotAsync();
        await world.RewardAsync(world.Participants[0], 77);
        await world.DrainAsync();
        Assert.Equal(PayoutBatchState.Mined, await BatchStateAsync(world));

        await RevertAsync(snapshot);
        LocalAccount owner = chain.Accounts.At(chain.Node, LocalAccounts.Owner);
        await owner.CallAsync(world.Contracts.Campaigns, "pause", [], CancellationToken.None);
        await world.DrainAsync();
        Assert.Equal(PayoutBatchState.Mined, await BatchStateAsync(world));
        await using (RetoDbContext db = world.Read())
        {
            // Not before it is final: the fork could be undone in turn.
            Assert.Equal(RewardState.InFlight, (await db.Set<RewardRow>().SingleAsync()).State);
        }

        await owner.CallAsync(world.Contracts.Campaigns, "unpause", [], CancellationToken.None);
        await chain.MineAsync(Confirmations, CancellationToken.None);
        await world.DrainAsync();
        await chain.MineAsync(Confirmations, CancellationToken.None);
        await world.DrainAsync();

        await using RetoDbContext after = world.Read();
        PayoutBatchRow[] batches = await after.Set<PayoutBatchRow>().OrderBy(row => row.Ordinal).ToArrayAsync();
        Assert.Equal([PayoutBatchState.Void, PayoutBatchState.Final], batches.Select(batch => batch.State));
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "28")]
    public async Task A_deposit_that_is_forked_away_before_it_is_final_was_never_posted()
    {
        string snapshot = await SnapshotAsync();
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, $"--Chain:Confirmations={Confirmations}");
        await world.DrainAsync();

        await RevertAsync(snapshot);
        await chain.MineAsync(40, CancellationToken.None);
        await world.DrainAsync();

        await using RetoDbContext db = world.Read();
        Assert.Equal(0, await db.Set<LedgerTransactionRow>().CountAsync());
        Assert.All(await db.Set<ChainEventRow>().ToArrayAsync(), row => Assert.False(row.IsCanonical || row.IsFinal));
    }

    [Fact]
    [Trait("Fault", "31")]
    public async Task A_payment_forked_away_after_it_was_final_is_corrected_by_new_transactions_and_paid_once()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, "--Chain:Confirmations=1");
        await chain.MineAsync(1, CancellationToken.None);
        await world.DrainAsync();
        string snapshot = await SnapshotAsync();
        await world.RewardAsync(world.Participants[0], 77);
        await world.DrainAsync();
        await chain.MineAsync(3, CancellationToken.None);
        await world.DrainAsync();
        Assert.Equal(PayoutBatchState.Final, await BatchStateAsync(world));

        await RevertAsync(snapshot);
        await chain.MineAsync(5, CancellationToken.None);
        await world.Stage<FollowChain>().RunOnceAsync(CancellationToken.None);
        await world.Stage<UndoForkedPayments>().RunOnceAsync(CancellationToken.None);
        Assert.Equal(PayoutBatchState.Sent, await BatchStateAsync(world));
        await PayoutOracle.AssertConsistentAsync(world);

        await world.DrainAsync();
        await chain.MineAsync(3, CancellationToken.None);
        await world.DrainAsync();

        await PayoutOracle.AssertAllPaidOnceAsync(world);
        await using RetoDbContext db = world.Read();
        Assert.Equal(
            ["batch_final", "batch_final_undone", "batch_final"],
            await db.Set<LedgerTransactionRow>().Where(row => row.Kind.StartsWith("batch_final")).OrderBy(row => row.Position)
                .Select(row => row.Kind).ToArrayAsync());
        Assert.Empty(await world.Services.GetRequiredService<VerifyJournals>().ExecuteAsync(CancellationToken.None));
        Assert.True(await db.Set<AlarmRow>().AnyAsync(alarm => alarm.Name == AlarmNames.DeepFork));
        ChainForkRow fork = await db.Set<ChainForkRow>().OrderBy(row => row.ChainForkId).FirstAsync();
        Assert.True(fork.FinalBlock > fork.CommonBlock);
    }

    [Fact]
    [Trait("Fault", "31")]
    public async Task A_deposit_forked_away_after_it_was_final_is_taken_back_and_posted_again_when_it_comes_again()
    {
        string snapshot = await SnapshotAsync();
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, "--Chain:Confirmations=1");
        await chain.MineAsync(2, CancellationToken.None);
        await world.DrainAsync();
        Assert.NotEqual(Int128.Zero, await BudgetAsync(world));

        await RevertAsync(snapshot);
        await chain.MineAsync(40, CancellationToken.None);
        await world.DrainAsync();

        Assert.Equal(Int128.Zero, await BudgetAsync(world));
        await using (RetoDbContext db = world.Read())
        {
            Assert.Null((await db.Set<CampaignRow>().SingleAsync()).ChainCampaignId);
            Assert.Equal(
                ["funded", "funding_undone"],
                await db.Set<LedgerTransactionRow>().OrderBy(row => row.Position).Select(row => row.Kind).ToArrayAsync());
        }

        await PayoutOracle.AssertConsistentAsync(world);
    }

    [Fact]
    [Trait("Fault", "31")]
    public async Task A_deposit_that_is_promised_already_and_forked_away_waits_with_its_correction_until_it_comes_again()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, "--Chain:Confirmations=1");
        await chain.MineAsync(1, CancellationToken.None);
        await world.DrainAsync();
        string snapshot = await SnapshotAsync();
        await world.TopUpAsync(1_000);
        await chain.MineAsync(2, CancellationToken.None);
        await world.DrainAsync();
        UInt128 all = (UInt128)await BudgetAsync(world);
        await world.RewardAsync(world.Participants[0], all);
        Assert.Equal(Int128.Zero, await BudgetAsync(world));

        await RevertAsync(snapshot);
        await chain.MineAsync(6, CancellationToken.None);
        await world.Stage<FollowChain>().RunOnceAsync(CancellationToken.None);
        Assert.Equal(0, await world.Stage<UndoForkedFunding>().RunOnceAsync(CancellationToken.None));
        Assert.Equal(Int128.Zero, await BudgetAsync(world));

        // The same deposit goes into another block.
        await world.TopUpAsync(1_000);
        await chain.MineAsync(2, CancellationToken.None);
        await world.Stage<FollowChain>().RunOnceAsync(CancellationToken.None);
        await world.Stage<UndoForkedFunding>().RunOnceAsync(CancellationToken.None);
        await world.Stage<FollowCampaignFunding>().RunOnceAsync(CancellationToken.None);
        await world.Stage<UndoForkedFunding>().RunOnceAsync(CancellationToken.None);

        await using RetoDbContext db = world.Read();
        Assert.Equal(0, await db.Set<ChainEventRow>().CountAsync(row => row.IsFinal && !row.IsCanonical));
        Assert.Equal(Int128.Zero, await BudgetAsync(world));
    }

    private async Task<PayoutWorld> WorldAsync()
    {
        PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, $"--Chain:Confirmations={Confirmations}");
        await chain.MineAsync(Confirmations, CancellationToken.None);
        await world.DrainAsync();
        return world;
    }

    private static async Task<PayoutBatchState> BatchStateAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return (await db.Set<PayoutBatchRow>().OrderByDescending(row => row.Ordinal).FirstAsync()).State;
    }

    private static async Task<Int128> BudgetAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return (await db.Set<LedgerAccountRow>().SingleAsync(row => row.Name.EndsWith(":budget"))).Balance.BaseUnits;
    }

    private async Task<string> SnapshotAsync() =>
        (await chain.Node.SendAsync(RpcCall.To("evm_snapshot"), CancellationToken.None)).GetString()!;

    private async Task RevertAsync(string snapshot)
    {
        JsonElement done = await chain.Node.SendAsync(RpcCall.To("evm_revert", snapshot), CancellationToken.None);
        Assert.True(done.GetBoolean());
        // The same content at the same second would be the same block again, and no fork.
        await chain.Node.SendAsync(RpcCall.To("evm_increaseTime", 7), CancellationToken.None);
    }
}
