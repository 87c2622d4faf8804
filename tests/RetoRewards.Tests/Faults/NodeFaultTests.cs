using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Chain;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Faults.Proxy;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Faults;

/// <summary>The node, or the way to it, misbehaves between the service and the real chain.</summary>
[Collection(LocalChain.Collection)]
public sealed class NodeFaultTests(LocalChain chain)
{
    [Fact]
    [Trait("Fault", "13")]
    [Trait("Fault", "21")]
    public async Task An_answer_that_is_lost_after_sending_leads_to_the_same_bytes_and_one_payment()
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        proxy.Pool = new GethPool();
        await using PayoutWorld world = await WorldAsync(proxy, 2);
        await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)5))]);
        proxy.On("eth_sendRawTransaction", new NodeFault.DropAnswer(), times: 1);
        await SenderTests.PlanOnlyAsync(world);
        await world.Stage<SignPayoutBatch>().RunOnceAsync(CancellationToken.None);

        await Assert.ThrowsAsync<RpcFaultException>(() => world.Stage<SendTransactions>().RunOnceAsync(CancellationToken.None));
        await world.Stage<SendTransactions>().RunOnceAsync(CancellationToken.None);
        await world.DrainAsync();

        string[] sent = Raw(proxy);
        Assert.Equal(2, sent.Length);
        Assert.Equal(sent[0], sent[1]);
        // The first sending was mined, so the second met its own nonce used up.
        Assert.StartsWith("nonce too low", Assert.Single(proxy.Pool.Refusals), StringComparison.Ordinal);
        await using RetoDbContext db = world.Read();
        Assert.Equal(1, await db.Set<TransactionAttemptRow>().CountAsync());
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "14")]
    public async Task A_node_that_answers_nobody_loses_nothing_and_is_shown_as_unhealthy()
    {
        ShiftedClock clock = new();
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 2, new WorldPlan { Clock = clock }, proxy.Setting);
        await world.DrainAsync();
        proxy.IsDown = true;

        for (int minute = 0; minute < 10; minute++)
        {
            await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)5))]);
            clock.Advance(TimeSpan.FromMinutes(1));
            Assert.NotEqual(0, (await world.RunOnceThroughFaultsAsync()).Failed);
        }

        Assert.All(world.Services.GetRequiredService<FailoverNode>().Health, health => Assert.NotEqual(EndpointState.Healthy, health.State));
        await using (RetoDbContext db = world.Read())
        {
            Assert.Equal(20, await db.Set<RewardRow>().CountAsync(row => row.State != RewardState.Paid));
        }

        proxy.IsDown = false;
        await PatientlyAsync(world, clock);
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Theory]
    [Trait("Fault", "15")]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_storm_of_refusals_on_one_endpoint_is_sailed_round_on_the_other(int status)
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        await using PayoutWorld world = await WorldAsync(proxy, 2, $"--Chain:Endpoints:1={chain.Process.Endpoint}");
        proxy.On("*", new NodeFault.Status(status));
        await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)5))]);

        await world.DrainThroughFaultsAsync();

        await PayoutOracle.AssertAllPaidOnceAsync(world);
        // The breaker opens: the storm is not asked again for every call.
        Assert.NotEqual(EndpointState.Healthy, world.Services.GetRequiredService<FailoverNode>().Health[0].State);
    }

    [Fact]
    [Trait("Fault", "15")]
    public async Task Truncated_and_late_answers_are_faults_and_pay_nothing_twice()
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        await using PayoutWorld world = await WorldAsync(proxy, 2, "--Payouts:MaxRewards=1", "--Payouts:MaxWallets=1");
        await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)5))]);
        proxy.On("eth_sendRawTransaction", new NodeFault.Truncate(), times: 1);
        proxy.On("eth_getTransactionReceipt", new NodeFault.Truncate(), times: 1);
        proxy.On("eth_getLogs", new NodeFault.Drop(), times: 1);
        proxy.On("eth_sendRawTransaction", new NodeFault.Delay(TimeSpan.FromMilliseconds(200)), times: 1);

        Assert.True(await world.DrainThroughFaultsAsync() > 0);

        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "17")]
    public async Task A_node_that_lags_behind_makes_no_nonce_be_used_twice()
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        await using PayoutWorld world = await WorldAsync(proxy, 1);
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        proxy.On("eth_getTransactionCount", new NodeFault.Lie(_ => "0x0", AsksNode: false));
        await world.RewardAsync(world.Participants[0], 6);

        await world.DrainThroughFaultsAsync();

        await using RetoDbContext db = world.Read();
        long[] nonces = await db.Set<ChainTransactionRow>().OrderBy(row => row.ChainTransactionId).Select(row => row.Nonce).ToArrayAsync();
        Assert.Equal([nonces[0], nonces[0] + 1], nonces);
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "20")]
    public async Task Already_known_is_as_good_as_taken()
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        proxy.Pool = new GethPool { Withholds = true };
        await using PayoutWorld world = await WorldAsync(proxy, 1);
        await world.RewardAsync(world.Participants[0], 5);
        proxy.On("eth_sendRawTransaction", new NodeFault.Duplicate());

        // Nothing throws: the node's refusal proves nothing against the bytes.
        await world.DrainAsync();
        Assert.Equal("already known", Assert.Single(proxy.Pool.Refusals));
        await using (RetoDbContext db = world.Read())
        {
            Assert.Equal(ChainTransactionState.Sent, (await db.Set<ChainTransactionRow>().SingleAsync()).State);
        }

        await proxy.Pool.ReleaseAsync(proxy);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "25")]
    public async Task A_gap_in_the_nonces_is_closed_by_sending_the_lowest_first()
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        proxy.Pool = new GethPool { Withholds = true };
        await using PayoutWorld world = await WorldAsync(
            proxy, 3, "--Payouts:MaxRewards=1", "--Payouts:MaxWallets=1", "--Chain:SilenceBeforeResend=00:00:00.100");
        await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)5))]);
        await SentAsync(world, 3);
        long lowest = proxy.Pool.Nonces[0];
        proxy.Pool.Drop(lowest);
        await proxy.Pool.ReleaseAsync(proxy);
        Assert.Equal([lowest + 1, lowest + 2], proxy.Pool.Nonces);
        int before = proxy.Count("eth_sendRawTransaction");

        await Task.Delay(TimeSpan.FromMilliseconds(150));
        await world.DrainAsync();

        string[] sent = Raw(proxy);
        Assert.Equal(sent[0], sent[before]);
        await using RetoDbContext db = world.Read();
        Assert.Equal(3, await db.Set<TransactionAttemptRow>().CountAsync());
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    public async Task No_more_transactions_are_on_their_way_than_a_public_nodes_pool_takes_of_one_account()
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        proxy.Pool = new GethPool { Withholds = true };
        await using PayoutWorld world = await WorldAsync(
            proxy, 24, "--Payouts:MaxRewards=1", "--Payouts:MaxWallets=1", "--Payouts:MaxInFlightPerCampaign=128");
        await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)5))]);

        await SentAsync(world, 16);
        await world.DrainAsync();
        Assert.Equal(16, proxy.Pool.Most);
        Assert.Empty(proxy.Pool.Refusals);

        await proxy.Pool.ReleaseAsync(proxy);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "16")]
    public async Task A_local_chain_that_was_restarted_gets_none_of_our_bytes_and_a_sentence_says_what_to_do()
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        proxy.Pool = new GethPool { Withholds = true };
        await using PayoutWorld world = await WorldAsync(proxy, 1, "--Chain:SilenceBeforeResend=00:00:00.100");
        await world.RewardAsync(world.Participants[0], 5);
        await SentAsync(world, 1);
        int before = proxy.Count("eth_sendRawTransaction");
        await using RetoRewards.Chain.Local.LocalNode restarted =
            await RetoRewards.Chain.Local.LocalNode.StartAsync(0, CancellationToken.None);
        proxy.Upstream = restarted.Endpoint;
        await Task.Delay(TimeSpan.FromMilliseconds(150));

        ChainRefusedException refused = await Assert.ThrowsAsync<ChainRefusedException>(
            () => world.Stage<SendTransactions>().RunOnceAsync(CancellationToken.None));

        Assert.Contains("was restarted", refused.Message, StringComparison.Ordinal);
        Assert.Contains("scripts/deploy.js", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, proxy.Count("eth_sendRawTransaction"));
    }

    private static string[] Raw(FaultProxy proxy) =>
        [.. proxy.Calls("eth_sendRawTransaction").Select(call => System.Text.Json.Nodes.JsonNode.Parse(call)!["params"]![0]!.GetValue<string>())];

    private async Task<PayoutWorld> WorldAsync(FaultProxy proxy, int participants, params string[] settings)
    {
        PayoutWorld world = await PayoutWorld.CreateAsync(chain, participants, [proxy.Setting, .. settings]);
        await world.DrainAsync();
        return world;
    }

    /// <summary>Runs the stages until so many transactions were sent.</summary>
    internal static async Task SentAsync(PayoutWorld world, int count)
    {
        for (int round = 0; round < 50; round++)
        {
            await using RetoDbContext db = world.Read();
            if (await db.Set<ChainTransactionRow>().CountAsync(row => row.State == ChainTransactionState.Sent) == count)
            {
                return;
            }

            await world.RunOnceThroughFaultsAsync();
        }

        throw new InvalidOperationException($"{count} transactions were never on their way at once.");
    }

    /// <summary>The checks of an endpoint that was away for long come seldom; the clock is put forward to them.</summary>
    private static async Task PatientlyAsync(PayoutWorld world, ShiftedClock clock)
    {
        for (int round = 0; round < 100; round++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            if (await world.RunOnceThroughFaultsAsync() is (0, 0))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }
}
