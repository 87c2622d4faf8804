using System.Numerics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Chain;
using RetoRewards.Chain.Local;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Faults;

[OnBothDatabases]
[Collection(LocalChain.Collection)]
public sealed class SenderTests(LocalChain chain)
{
    [Fact]
    [Trait("Fault", "22")]
    public async Task A_foreign_transaction_on_our_nonce_halts_the_lane_and_pays_nothing_twice()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await UntilSignedAsync(world);

        LocalAccount thief = chain.Accounts.At(chain.Node, LocalAccounts.Operator);
        await thief.CallAsync(world.Contracts.Token, "approve", [Address.Parse("0x000000000000000000000000000000000000dEaD"), 1], CancellationToken.None);
        await world.DrainAsync();

        await using RetoDbContext db = world.Read();
        LaneRow lane = await db.Set<LaneRow>().SingleAsync();
        Assert.Contains("did not sign", lane.HaltedBecause, StringComparison.Ordinal);
        PayoutBatchRow[] batches = await db.Set<PayoutBatchRow>().OrderBy(row => row.Ordinal).ToArrayAsync();
        Assert.Equal([PayoutBatchState.Void, PayoutBatchState.Planned], batches.Select(batch => batch.State));
        Assert.Equal(BigInteger.Zero, await world.BalanceAsync(world.Participants[0]));
        await PayoutOracle.AssertConsistentAsync(world);
    }

    [Fact]
    [Trait("Fault", "9")]
    [Trait("Fault", "23")]
    public async Task A_transaction_that_stays_out_of_blocks_is_replaced_with_the_same_nonce_and_paid_once()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, "--Chain:BlocksBeforeReplacement=2");
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await chain.Node.SendAsync(RpcCall.To("evm_setAutomine", false), CancellationToken.None);
        try
        {
            await world.DrainAsync();
            // Blocks pass without it: the node has forgotten the transaction.
            ChainTransactionRow sent = await TransactionAsync(world);
            await DropAsync(world, sent);
            await chain.MineAsync(3, CancellationToken.None);
            await world.DrainAsync();

            await using RetoDbContext db = world.Read();
            TransactionAttemptRow[] attempts = await db.Set<TransactionAttemptRow>().OrderBy(row => row.Attempt).ToArrayAsync();
            Assert.Equal(2, attempts.Length);
            Assert.True(attempts[1].MaxFeePerGasWei * 8 >= attempts[0].MaxFeePerGasWei * 9);
            Assert.True(attempts[1].MaxPriorityFeePerGasWei * 8 >= attempts[0].MaxPriorityFeePerGasWei * 9);
        }
        finally
        {
            await chain.Node.SendAsync(RpcCall.To("evm_setAutomine", true), CancellationToken.None);
        }

        await chain.MineAsync(1, CancellationToken.None);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "24")]
    public async Task A_dropped_transaction_is_sent_again_with_the_same_bytes()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, "--Chain:SilenceBeforeResend=00:00:00.100");
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await chain.Node.SendAsync(RpcCall.To("evm_setAutomine", false), CancellationToken.None);
        try
        {
            while ((await TransactionOrNullAsync(world))?.State != ChainTransactionState.Sent)
            {
                foreach (IStage stage in world.Stages)
                {
                    await stage.RunOnceAsync(CancellationToken.None);
                }
            }

            await DropAsync(world, await TransactionAsync(world));
        }
        finally
        {
            await chain.Node.SendAsync(RpcCall.To("evm_setAutomine", true), CancellationToken.None);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(200));
        await world.DrainAsync();

        await using RetoDbContext db = world.Read();
        Assert.Equal(1, await db.Set<TransactionAttemptRow>().CountAsync());
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "53")]
    public async Task A_batch_that_the_contract_would_refuse_is_held_unsigned_and_goes_on_when_it_would_not()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, 1, "--Payouts:HeldRetry=00:00:01", "--Payouts:MaxRewards=1", "--Payouts:MaxWallets=1");
        await world.DrainAsync();
        LocalAccount owner = chain.Accounts.At(chain.Node, LocalAccounts.Owner);
        await world.RewardAsync([.. Enumerable.Repeat((world.Participants[0], (UInt128)5), 4)]);
        await PlanOnlyAsync(world, 4);
        await owner.CallAsync(world.Contracts.Campaigns, "pause", [], CancellationToken.None);

        await world.DrainAsync();

        await using (RetoDbContext db = world.Read())
        {
            PayoutBatchRow[] held = await db.Set<PayoutBatchRow>().OrderBy(row => row.Ordinal).ToArrayAsync();
            Assert.All(held, batch => Assert.Equal(PayoutBatchState.Planned, batch.State));
            Assert.StartsWith("RetoCampaigns_IsPaused", held[0].HeldBecause, StringComparison.Ordinal);
            // None behind it is tried, let alone signed, ahead of it.
            Assert.All(held.Skip(1), batch => Assert.Null(batch.HeldCode));
            Assert.Equal(0, await db.Set<ChainTransactionRow>().CountAsync());
        }

        await owner.CallAsync(world.Contracts.Campaigns, "unpause", [], CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "16")]
    public async Task Another_chain_is_refused_with_a_sentence()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        await world.WriteAsync(write => write.Db.Database.ExecuteSqlAsync($"UPDATE chains SET genesis_hash = {new byte[32]}"));
        await world.RestartAsync();

        ChainRefusedException refused = await Assert.ThrowsAsync<ChainRefusedException>(
            () => world.Stage<FollowChain>().RunOnceAsync(CancellationToken.None));

        Assert.Contains("empty database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Fault", "50")]
    public async Task A_foreign_transaction_ahead_of_our_nonces_halts_the_lane_until_somebody_resumes_it()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        LocalAccount copy = chain.Accounts.At(chain.Node, LocalAccounts.Operator);
        await copy.CallAsync(world.Contracts.Token, "approve", [Address.Parse("0x000000000000000000000000000000000000dEaD"), 1], CancellationToken.None);
        await world.RewardAsync(world.Participants[0], 6);

        await world.DrainAsync();

        await using (RetoDbContext db = world.Read())
        {
            Assert.Contains("The chain counts", (await db.Set<LaneRow>().SingleAsync()).HaltedBecause, StringComparison.Ordinal);
            Assert.Equal(1, await db.Set<ChainTransactionRow>().CountAsync());
        }

        await world.Services.GetRequiredService<TransactionDesk>().ResumeAsync(CancellationToken.None);
        await world.DrainAsync();
        Assert.Equal(new BigInteger(11), await world.BalanceAsync(world.Participants[0]));
        Assert.Equal((UInt128)0, (await world.ReconcileAsync()).UnexplainedBaseUnits);
    }

    [Fact]
    [Trait("Fault", "52")]
    public async Task Out_of_gas_holds_with_an_alarm_and_goes_on_when_topped_up()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await PlanOnlyAsync(world);
        BigInteger before = await chain.Node.GetBalanceAsync(chain.Accounts.AddressOf(LocalAccounts.Operator), BlockTag.Latest, CancellationToken.None);
        await SetBalanceAsync(BigInteger.One);
        await world.DrainAsync();

        await using (RetoDbContext db = world.Read())
        {
            Assert.Contains("Send it ether", (await db.Set<LaneRow>().SingleAsync()).HeldBecause, StringComparison.Ordinal);
            Assert.Equal(ChainTransactionState.Signed, (await db.Set<ChainTransactionRow>().SingleAsync()).State);
        }

        await SetBalanceAsync(before);
        await world.DrainAsync();
        await using (RetoDbContext db = world.Read())
        {
            Assert.Null((await db.Set<LaneRow>().SingleAsync()).HeldBecause);
        }

        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "49")]
    public async Task An_older_holder_of_the_lane_signs_nothing_more()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 6);
        await PlanOnlyAsync(world);

        // Another process takes the lane over while this one slept.
        await world.WriteAsync(write => write.Db.Database.ExecuteSqlAsync($"UPDATE lanes SET epoch = epoch + 1"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Stage<SignPayoutBatch>().RunOnceAsync(CancellationToken.None));
        await using RetoDbContext db = world.Read();
        Assert.Equal(1, await db.Set<ChainTransactionRow>().CountAsync());
        Assert.Equal(1, await db.Set<RewardRow>().CountAsync(reward => reward.State == RewardState.InFlight));
    }

    /// <summary>Runs every stage but the signing one until a batch is planned and its manifest written.</summary>
    internal static async Task PlanOnlyAsync(PayoutWorld world, int batches = 1)
    {
        for (int round = 0; round < 20; round++)
        {
            foreach (IStage stage in world.Stages.Where(stage => stage is not SignPayoutBatch))
            {
                await stage.RunOnceAsync(CancellationToken.None);
            }

            await using RetoDbContext db = world.Read();
            if (await db.Set<PayoutBatchRow>().CountAsync(row => row.ManifestAt != null && row.ChainTransactionId == null) >= batches)
            {
                return;
            }
        }

        throw new InvalidOperationException("Nothing was planned.");
    }

    private static async Task UntilSignedAsync(PayoutWorld world)
    {
        await PlanOnlyAsync(world);
        await world.Stage<SignPayoutBatch>().RunOnceAsync(CancellationToken.None);

        Assert.Equal(ChainTransactionState.Signed, (await TransactionAsync(world)).State);
    }

    private Task<JsonElement> SetBalanceAsync(BigInteger wei) => chain.Node.SendAsync(
        RpcCall.To(
            "hardhat_setBalance",
            chain.Accounts.AddressOf(LocalAccounts.Operator).ToLowerHex(),
            "0x" + wei.ToString("x", System.Globalization.CultureInfo.InvariantCulture).TrimStart('0')),
        CancellationToken.None);

    private async Task DropAsync(PayoutWorld world, ChainTransactionRow transaction)
    {
        await using RetoDbContext db = world.Read();
        TransactionAttemptRow attempt = await db.Set<TransactionAttemptRow>()
            .FirstAsync(row => row.ChainTransactionId == transaction.ChainTransactionId);
        await chain.Node.SendAsync(
            RpcCall.To("hardhat_dropTransaction", new Hash32(attempt.Hash).ToString()), CancellationToken.None);
    }

    private static async Task<ChainTransactionRow> TransactionAsync(PayoutWorld world) =>
        await TransactionOrNullAsync(world) ?? throw new InvalidOperationException("There is no transaction.");

    private static async Task<ChainTransactionRow?> TransactionOrNullAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return await db.Set<ChainTransactionRow>().OrderByDescending(row => row.Nonce).FirstOrDefaultAsync();
    }
}
