using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Faults;

/// <summary>A node that lags, lies or leaves things out stands between the service and the chain.</summary>
[Collection(LocalChain.Collection)]
public sealed class LyingNodeTests(LocalChain chain)
{
    [Fact]
    [Trait("Fault", "18")]
    public async Task A_receipt_on_which_two_nodes_disagree_counts_only_once_its_block_is_followed()
    {
        LyingNode node = new(chain.Node);
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, new WorldPlan { Between = node }, "--Chain:Confirmations=2");
        await chain.MineAsync(2, CancellationToken.None);
        await world.DrainAsync();
        // One of them tells of a receipt in a block of a fork that nobody follows, reverted at that.
        node.Change = (call, answer) => call.Method == "eth_getTransactionReceipt" && answer is { ValueKind: JsonValueKind.Object }
            ? LyingNode.With(answer.Value, ("blockHash", "0x" + new string('b', 64)), ("status", "0x0"))
            : answer;
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        await chain.MineAsync(4, CancellationToken.None);
        await world.DrainAsync();
        await using (RetoDbContext db = world.Read())
        {
            Assert.Equal(ChainTransactionState.Sent, (await db.Set<ChainTransactionRow>().SingleAsync()).State);
        }

        node.Change = null;
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "19")]
    public async Task A_receipt_for_a_transaction_that_is_in_no_block_is_caught_at_the_final_block()
    {
        LyingNode node = new(chain.Node);
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, new WorldPlan { Between = node }, "--Chain:Confirmations=1");
        await chain.MineAsync(1, CancellationToken.None);
        await world.DrainAsync();
        Block head = (await chain.Node.GetBlockAsync(BlockTag.Latest, CancellationToken.None))!;
        int swallowed = 0;
        // It swallows the transaction, and says that it succeeded in a block that is really there.
        node.Answer = call => call.Method switch
        {
            "eth_sendRawTransaction" when swallowed == 0 => LyingNode.Json($"\"0x{new string('a', 64)}\""),
            "eth_getTransactionReceipt" when swallowed == 0 => LyingNode.Receipt(call, head, world.Contracts.Campaigns.Address.ToLowerHex()),
            _ => null,
        };
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        await chain.MineAsync(3, CancellationToken.None);
        await world.DrainAsync();
        await using (RetoDbContext db = world.Read())
        {
            PayoutBatchState state = (await db.Set<PayoutBatchRow>().SingleAsync()).State;
            Assert.NotEqual(PayoutBatchState.Final, state);
            Assert.NotEqual(PayoutBatchState.Void, state);
            Assert.True(await db.Set<AlarmRow>().AnyAsync(alarm => alarm.Name == AlarmNames.NodeDisagreement));
        }

        swallowed = 1;
        await world.RestartAsync();
        await world.DrainAsync();
        await chain.MineAsync(3, CancellationToken.None);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "34")]
    public async Task A_range_with_too_many_logs_is_halved_until_the_node_answers_and_no_event_is_missed()
    {
        LyingNode node = new(chain.Node);
        int refused = 0;
        node.Answer = call =>
        {
            if (call.Method == "eth_getLogs" && LyingNode.Range(call) is var (first, last) && last - first >= 2)
            {
                refused++;
                throw new RpcRefusedException(new RpcError(-32005, "query returned more than 10000 results", default));
            }

            return null;
        };
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, new WorldPlan { Between = node });
        await chain.MineAsync(20, CancellationToken.None);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();

        Assert.True(refused > 0);
        await using RetoDbContext db = world.Read();
        Assert.Equal(CampaignState.Funded, (await db.Set<RetoRewards.Campaigns.CampaignRow>().SingleAsync()).State);
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "35")]
    public async Task Logs_that_the_node_leaves_out_of_a_block_are_found_in_its_receipts()
    {
        LyingNode node = new(chain.Node)
        {
            Change = (call, answer) => call.Method == "eth_getLogs" && !LyingNode.NamesTopics(call)
                ? LyingNode.Json("[]")
                : answer,
        };
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, new WorldPlan { Between = node });
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();

        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "35")]
    public async Task A_payment_whose_event_no_answer_shows_is_not_called_paid_and_calls_a_person()
    {
        LyingNode node = new(chain.Node);
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, new WorldPlan { Between = node });
        await world.DrainAsync();
        // No logs, and blocks whose filter says that there are none.
        node.Change = (call, answer) => call.Method switch
        {
            "eth_getLogs" => LyingNode.Json("[]"),
            "eth_getBlockByNumber" when answer is { ValueKind: JsonValueKind.Object } =>
                LyingNode.With(answer.Value, ("logsBloom", "0x" + new string('0', 512))),
            _ => answer,
        };
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        await using (RetoDbContext db = world.Read())
        {
            Assert.NotEqual(PayoutBatchState.Final, (await db.Set<PayoutBatchRow>().SingleAsync()).State);
            Assert.True(await db.Set<AlarmRow>().AnyAsync(alarm => alarm.Name == AlarmNames.NodeDisagreement));
        }

        // The node tells the truth again: with the next block the old one is read once more, and with the one after it is believed.
        node.Change = null;
        await chain.MineAsync(1, CancellationToken.None);
        await world.DrainAsync();
        await chain.MineAsync(1, CancellationToken.None);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "36")]
    public async Task Without_the_finalized_tag_the_configured_confirmations_count()
    {
        LyingNode node = new(chain.Node)
        {
            Answer = call => call.Method == "eth_getBlockByNumber" && call.Parameters[0] is "finalized"
                ? throw new RpcRefusedException(new RpcError(-32602, "invalid block tag", default))
                : null,
        };
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, 1, new WorldPlan { Between = node }, "--Chain:Finality=FinalizedTag", "--Chain:Confirmations=3");
        await world.DrainAsync();
        await using (RetoDbContext db = world.Read())
        {
            ChainRow row = await db.Set<ChainRow>().SingleAsync();
            Assert.Equal(row.HeadNumber - 3, row.FinalNumber);
        }

        await chain.MineAsync(3, CancellationToken.None);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        await chain.MineAsync(3, CancellationToken.None);
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }
}
