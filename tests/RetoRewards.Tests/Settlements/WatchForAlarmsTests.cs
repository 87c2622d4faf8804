using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Chain;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Settlements;
using RetoRewards.Tests.Api;

namespace RetoRewards.Tests.Settlements;

/// <summary>O6 of the oracle: what is in no terminal state moves on, or an alarm names it.</summary>
public sealed class WatchForAlarmsTests
{
    private static readonly string[] Impatient =
        ["--Alarms:UndecidedAfter", "00:00:01", "--Alarms:UnsettledAfter", "00:00:01", "--Alarms:Interval", "00:00:01"];

    [Fact]
    public async Task A_halted_lane_and_chain_are_raised_and_cleared_with_their_rows()
    {
        await using ApiHost host = await ApiHost.StartAsync(Impatient);
        await host.WriteAsync(write =>
        {
            write.InsertOne(Chain("A fork went deeper than the confirmations."));
            write.InsertOne(Lane("Somebody else holds the key."));
            return Task.CompletedTask;
        });

        await WatchAsync(host);

        Assert.Equal(
            [(AlarmNames.ChainHalted, "chain:31337", "A fork went deeper than the confirmations."),
             (AlarmNames.LaneHalted, "lane:1", "Somebody else holds the key.")],
            await RaisedAsync(host));

        await host.WriteAsync(write =>
        {
            write.UpdateOne(Chain(null), nameof(ChainRow.HaltedBecause));
            write.UpdateOne(Lane(null), nameof(LaneRow.HaltedBecause));
            return Task.CompletedTask;
        });
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await WatchAsync(host);

        Assert.Empty(await RaisedAsync(host));
    }

    [Fact]
    public async Task A_transaction_that_stays_out_of_blocks_and_an_event_that_stays_undecided_are_named()
    {
        await using ApiHost host = await ApiHost.StartAsync(Impatient);
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-1"), 201);
        await host.WriteAsync(write =>
        {
            write.InsertOne(Chain(null));
            write.InsertOne(Lane(null));
            write.InsertOne(Transaction(nonce: 7));
            write.InsertOne(Transaction(nonce: 8));
            return Task.CompletedTask;
        });
        await Task.Delay(TimeSpan.FromSeconds(1.1));

        await WatchAsync(host);

        (string Name, string Subject, string Sentence)[] raised = await RaisedAsync(host);
        Assert.Equal([AlarmNames.EventsStuck, AlarmNames.NonceStuck], raised.Select(alarm => alarm.Name));
        // The lowest nonce holds up what is behind it, so it alone is named.
        Assert.StartsWith("Nonce 7 of lane 1", raised[1].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_without_gas_and_fees_above_the_cap_are_named()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        await host.WriteAsync(write =>
        {
            write.InsertOne(Chain(null));
            LaneRow lane = Lane(null);
            lane.HeldBecause = "The account holds too little.";
            write.InsertOne(lane);
            ChainTransactionRow transaction = Transaction(nonce: 3);
            transaction.HeldBecause = "Fees are above the cap.";
            write.InsertOne(transaction);
            return Task.CompletedTask;
        });

        await WatchAsync(host);

        (string Name, string Subject, string Sentence)[] raised = await RaisedAsync(host);
        Assert.Contains((AlarmNames.OutOfGas, "lane:1", "The account holds too little."), raised);
        Assert.Contains((AlarmNames.FeesHeld, "lane:1", "Fees are above the cap."), raised);
    }

    [Fact]
    public async Task A_nearly_full_disk_is_named()
    {
        await using ApiHost host = await ApiHost.StartAsync("--Alarms:MinFreeDiskBytes", $"{1L << 40}");

        await WatchAsync(host);

        Assert.Contains(await RaisedAsync(host), alarm => alarm.Name == AlarmNames.DiskLow && alarm.Subject == "service");
    }

    private static Task<int> WatchAsync(ApiHost host) =>
        host.Services.GetServices<IStage>().OfType<WatchForAlarms>().Single().RunOnceAsync(CancellationToken.None);

    private static async Task<(string Name, string Subject, string Sentence)[]> RaisedAsync(ApiHost host)
    {
        await using RetoDbContext db = host.Read();
        return [.. (await db.Set<AlarmRow>().Where(row => row.ClearedAt == null && row.Name != AlarmNames.NodeUnreachable)
            .OrderBy(row => row.Name).ToArrayAsync()).Select(row => (row.Name, row.Subject, row.Sentence))];
    }

    private static ChainRow Chain(string? halted) => new()
    {
        ChainId = 31337,
        GenesisHash = new byte[32],
        HeadNumber = 1,
        HeadHash = new byte[32],
        FinalNumber = 1,
        HaltedBecause = halted,
    };

    private static LaneRow Lane(string? halted) =>
        new() { LaneId = 1, ChainId = 31337, Sender = new byte[20], NextNonce = 9, Epoch = 1, HaltedBecause = halted };

    private static ChainTransactionRow Transaction(long nonce) => new()
    {
        ChainTransactionId = nonce,
        LaneId = 1,
        Nonce = nonce,
        Purpose = $"test:{nonce}",
        Recipient = new byte[20],
        Calldata = [],
        GasLimit = 1,
        State = ChainTransactionState.Sent,
        BlockNumber = null,
        BlockHash = null,
        Succeeded = null,
        GasUsed = null,
        EffectiveGasPriceWei = null,
        SignedAt = DateTimeOffset.UnixEpoch,
        LastSentAt = null,
        LastSentBlock = null,
    };
}
