using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Chain.Local;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ledger;
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
    public async Task A_fork_deeper_than_the_confirmations_halts_with_a_sentence()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, "--Chain:Confirmations=1");
        await world.DrainAsync();
        string snapshot = await SnapshotAsync();
        await chain.MineAsync(4, CancellationToken.None);
        await world.DrainAsync();

        await RevertAsync(snapshot);
        await chain.MineAsync(6, CancellationToken.None);
        await world.DrainAsync();

        await using RetoDbContext db = world.Read();
        ChainRow row = await db.Set<ChainRow>().SingleAsync();
        Assert.Contains("counted as final", row.HaltedBecause, StringComparison.Ordinal);
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
