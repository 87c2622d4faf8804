using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum.Transactions;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Faults.Proxy;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Faults;

/// <summary>Fees rise and transactions stay out of blocks, in a pool with geth's rules of replacement.</summary>
[Collection(LocalChain.Collection)]
public sealed class FeeFaultTests(LocalChain chain)
{
    private const long Gwei = 1_000_000_000;

    [Fact]
    [Trait("Fault", "23")]
    public async Task A_replacement_raises_both_fees_by_what_a_pool_asks_for()
    {
        await using FaultProxy proxy = await ProxyAsync();
        await using PayoutWorld world = await WorldAsync(proxy);
        await world.RewardAsync(world.Participants[0], 5);
        await NodeFaultTests.SentAsync(world, 1);

        for (int attempt = 2; attempt <= 5; attempt++)
        {
            await chain.MineAsync(3, CancellationToken.None);
            await world.DrainAsync();
        }

        Assert.Empty(proxy.Pool!.Refusals);
        await using (RetoDbContext db = world.Read())
        {
            TransactionAttemptRow[] attempts = await db.Set<TransactionAttemptRow>().OrderBy(row => row.Attempt).ToArrayAsync();
            Assert.Equal(5, attempts.Length);
            Assert.Single(attempts.Select(row => DecodedTransaction.Read(row.Raw).Nonce).Distinct());
            Assert.Single(attempts.Select(row => Convert.ToHexString(DecodedTransaction.Read(row.Raw).Data.Span)).Distinct());
        }

        await proxy.Pool.ReleaseAsync(proxy);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "23")]
    public async Task A_replacement_that_is_signed_and_not_out_yet_stops_no_settlement()
    {
        await using FaultProxy proxy = await ProxyAsync();
        await using PayoutWorld world = await WorldAsync(proxy);
        await world.RewardAsync(world.Participants[0], 5);
        await NodeFaultTests.SentAsync(world, 1);
        await world.Stage<SettlePayoutBatch>().RunOnceAsync(CancellationToken.None);

        // The process may die here, or the node be away: the batch is on its way by its earlier bytes.
        await chain.MineAsync(3, CancellationToken.None);
        await world.Stage<FollowChain>().RunOnceAsync(CancellationToken.None);
        Assert.Equal(1, await world.Stage<ReplaceTransactions>().RunOnceAsync(CancellationToken.None));
        await world.Stage<SettlePayoutBatch>().RunOnceAsync(CancellationToken.None);

        await using (RetoDbContext db = world.Read())
        {
            Assert.Equal(ChainTransactionState.Signed, (await db.Set<ChainTransactionRow>().SingleAsync()).State);
            Assert.Equal(PayoutBatchState.Sent, (await db.Set<PayoutBatchRow>().SingleAsync()).State);
        }

        await world.DrainAsync();
        await proxy.Pool!.ReleaseAsync(proxy);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "26")]
    public async Task A_spike_of_fees_is_followed_up_to_the_cap_then_held_with_an_alarm_and_outlived()
    {
        const long cap = 20 * Gwei;
        await using FaultProxy proxy = await ProxyAsync();
        await using PayoutWorld world = await WorldAsync(proxy, $"--Chain:MaxFeePerGasWei={cap}", "--Payouts:HeldRetry=00:00:01");
        TellBaseFee(proxy, 2 * Gwei);
        await world.RewardAsync(world.Participants[0], 5);
        await NodeFaultTests.SentAsync(world, 1);
        proxy.Clear();
        TellBaseFee(proxy, 20 * Gwei + 1);
        await world.RewardAsync(world.Participants[1], 6);

        for (int round = 0; round < 4; round++)
        {
            await chain.MineAsync(3, CancellationToken.None);
            await world.DrainAsync();
        }

        await using (RetoDbContext db = world.Read())
        {
            TransactionAttemptRow[] attempts = await db.Set<TransactionAttemptRow>().OrderBy(row => row.Attempt).ToArrayAsync();
            Assert.Equal(cap, attempts[^1].MaxFeePerGasWei);
            Assert.All(attempts, attempt => Assert.Equal(AttemptKind.Call, attempt.Kind));
            Assert.Contains("may not rise", (await db.Set<ChainTransactionRow>().SingleAsync()).HeldBecause, StringComparison.Ordinal);
            PayoutBatchRow unsigned = await db.Set<PayoutBatchRow>().OrderByDescending(row => row.Ordinal).FirstAsync();
            Assert.Equal((PayoutBatchState.Planned, PayoutBatchHold.FeesAboveCap), (unsigned.State, unsigned.HeldCode));
        }

        // The spike is over.
        proxy.Clear();
        await proxy.Pool!.ReleaseAsync(proxy);
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await world.DrainAsync();
        await using (RetoDbContext db = world.Read())
        {
            Assert.All(await db.Set<ChainTransactionRow>().ToArrayAsync(), row => Assert.Null(row.HeldBecause));
        }

        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "27")]
    public async Task Stuck_for_an_hour_with_a_restart_in_between_it_is_still_the_same_batch_and_nonce()
    {
        ShiftedClock clock = await ShiftedClock.OfAsync(chain);
        await using FaultProxy proxy = await ProxyAsync();
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, 1, new WorldPlan { Clock = clock }, proxy.Setting, "--Chain:BlocksBeforeReplacement=1000", "--Payouts:Validity=00:30:00");
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await NodeFaultTests.SentAsync(world, 1);
        string first = proxy.Calls("eth_sendRawTransaction")[0];

        for (int half = 0; half < 2; half++)
        {
            clock.Advance(TimeSpan.FromMinutes(30));
            await world.RestartAsync();
            await chain.MineAsync(10, CancellationToken.None);
            await world.DrainThroughFaultsAsync();
        }

        Assert.All(
            proxy.Calls("eth_sendRawTransaction"),
            call => Assert.Equal(JsonNode.Parse(first)!["params"]!.ToJsonString(), JsonNode.Parse(call)!["params"]!.ToJsonString()));
        await using (RetoDbContext db = world.Read())
        {
            Assert.Equal(1, await db.Set<PayoutBatchRow>().CountAsync());
            Assert.Equal(1, await db.Set<TransactionAttemptRow>().CountAsync());
        }

        await proxy.Pool!.ReleaseAsync(proxy);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "26")]
    public async Task A_campaigns_own_cap_stops_its_signing_and_no_other_campaigns()
    {
        await using FaultProxy proxy = await ProxyAsync();
        proxy.Pool = null;
        await using PayoutWorld world = await WorldAsync(proxy, "--Payouts:HeldRetry=00:00:01");
        CampaignId other = await world.AddPartnerAsync();
        await world.DrainAsync();
        await CapAsync(world, world.Campaign, 3 * Gwei);
        TellBaseFee(proxy, 4 * Gwei);
        await world.RewardAsync([(world.Participants[0], 5)], world.Campaign);
        await world.RewardAsync([(world.Participants[1], 7)], other);

        await world.DrainAsync();

        await using (RetoDbContext db = world.Read())
        {
            PayoutBatchRow capped = await db.Set<PayoutBatchRow>().SingleAsync(row => row.CampaignId == world.Campaign);
            Assert.Equal((PayoutBatchState.Planned, PayoutBatchHold.FeesAboveCap), (capped.State, capped.HeldCode));
            Assert.Equal(PayoutBatchState.Final, (await db.Set<PayoutBatchRow>().SingleAsync(row => row.CampaignId == other)).State);
        }

        proxy.Clear();
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "26")]
    public async Task A_capped_transaction_that_holds_others_up_is_cancelled_and_its_rewards_are_planned_again()
    {
        await using FaultProxy proxy = await ProxyAsync();
        await using PayoutWorld world = await WorldAsync(proxy);
        CampaignId other = await world.AddPartnerAsync();
        await world.DrainAsync();
        await CapAsync(world, world.Campaign, 2 * Gwei);
        TellBaseFee(proxy, Gwei);
        await world.RewardAsync([(world.Participants[0], 5)], world.Campaign);
        await NodeFaultTests.SentAsync(world, 1);
        await world.RewardAsync([(world.Participants[1], 7)], other);
        await NodeFaultTests.SentAsync(world, 2);

        // Its fees may not rise any more: the service frees the nonce at its own cost.
        for (int round = 0; round < 2; round++)
        {
            await chain.MineAsync(3, CancellationToken.None);
            await world.DrainAsync();
        }

        await using (RetoDbContext db = world.Read())
        {
            TransactionAttemptRow cancel = await db.Set<TransactionAttemptRow>().FirstAsync(row => row.Kind == AttemptKind.Cancel);
            DecodedTransaction said = DecodedTransaction.Read(cancel.Raw);
            Assert.Equal((said.From, 0), (said.To!.Value, said.Data.Length));
            Assert.True(cancel.MaxFeePerGasWei > 2 * Gwei);
        }

        Assert.Empty(proxy.Pool!.Refusals);
        await proxy.Pool.ReleaseAsync(proxy);
        await world.DrainAsync();

        await using RetoDbContext after = world.Read();
        PayoutBatchRow[] batches = await after.Set<PayoutBatchRow>()
            .Where(row => row.CampaignId == world.Campaign).OrderBy(row => row.Ordinal).ToArrayAsync();
        Assert.Equal([PayoutBatchState.Void, PayoutBatchState.Final], batches.Select(batch => batch.State));
        ChainTransactionRow cancelled = await after.Set<ChainTransactionRow>()
            .SingleAsync(row => row.ChainTransactionId == batches[0].ChainTransactionId);
        Assert.Equal(ChainTransactionRow.CancelledReason, cancelled.RevertedBecause);
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Theory]
    [Trait("Fault", "9")]
    [InlineData("replace-before-commit:1")]
    [InlineData("replace-after-commit:1")]
    public async Task Killed_while_replacing(string failpoint)
    {
        await using FaultProxy proxy = await ProxyAsync();
        await using PayoutWorld world = await WorldAsync(proxy, "--Chain:BlocksBeforeReplacement=2", "--Stages:Poll=00:00:00.050");
        await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)5))]);
        using CancellationTokenSource killed = new();
        Task mining = MineUntilAsync(killed.Token);

        await ServiceProcess.RunUntilKilledAsync(world, failpoint);

        await killed.CancelAsync();
        await mining;
        await world.RestartAsync();
        await world.DrainAsync();
        await proxy.Pool!.ReleaseAsync(proxy);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    private static void TellBaseFee(FaultProxy proxy, long wei) => proxy.On("eth_feeHistory", new NodeFault.Lie(told =>
    {
        JsonArray fees = told!["baseFeePerGas"]!.AsArray();
        for (int block = 0; block < fees.Count; block++)
        {
            fees[block] = $"0x{wei:x}";
        }

        return told;
    }));

    private static Task CapAsync(PayoutWorld world, CampaignId campaign, long wei) => world.WriteAsync(write =>
        write.Db.Database.ExecuteSqlAsync($"UPDATE campaigns SET max_fee_per_gas_wei = {wei} WHERE campaign_id = {campaign.Value.ToByteArray(true)}"));

    private async Task MineUntilAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await chain.MineAsync(1, CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
    }

    private async Task<FaultProxy> ProxyAsync()
    {
        FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        proxy.Pool = new GethPool { Withholds = true };
        return proxy;
    }

    private async Task<PayoutWorld> WorldAsync(FaultProxy proxy, params string[] settings)
    {
        PayoutWorld world = await PayoutWorld.CreateAsync(chain, 2, [proxy.Setting, "--Chain:BlocksBeforeReplacement=2", .. settings]);
        await world.DrainAsync();
        return world;
    }
}
