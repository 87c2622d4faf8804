using System.Numerics;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Participants;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Faults;

/// <summary>What the planner must not let through to the contract.</summary>
[Collection(LocalChain.Collection)]
public sealed class PlannerFaultTests(LocalChain chain)
{
    [Fact]
    [Trait("Fault", "54")]
    public async Task What_the_contract_would_not_pay_today_is_cut_off_exactly_and_follows_when_it_would()
    {
        // 1,000 base units a second refill.
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 4, new WorldPlan { DailyAllowance = 86_400_000 });
        await world.DrainAsync();
        await world.RewardAsync(
        [
            (world.Participants[0], 50_000_000), (world.Participants[1], 36_400_000), (world.Participants[2], 5_000),
        ]);
        // More than a day's allowance at once can never be paid by one batch; it must hold nobody up.
        await world.RewardAsync(world.Participants[3], 86_400_001);

        await world.DrainAsync();

        await using (RetoDbContext db = world.Read())
        {
            PayoutBatchRow batch = await db.Set<PayoutBatchRow>().SingleAsync();
            Assert.Equal((PayoutBatchState.Final, (UInt128)86_400_000), (batch.State, batch.Total.BaseUnits));
            Assert.Equal("AboveMaxTotal", (await db.Set<CampaignLimitRow>().SingleAsync()).WaitsBecause);
        }

        await chain.Node.SendAsync(RpcCall.To("evm_increaseTime", 10), CancellationToken.None);
        await chain.MineAsync(1, CancellationToken.None);
        await world.DrainAsync();

        Assert.Equal(new BigInteger(5_000), await world.BalanceAsync(world.Participants[2]));
        Assert.Equal(BigInteger.Zero, await world.BalanceAsync(world.Participants[3]));
        await using RetoDbContext after = world.Read();
        Assert.Equal(1, await after.Set<RewardRow>().CountAsync(row => row.State == RewardState.Payable));
        Assert.Equal("AboveMaxLine", (await after.Set<CampaignLimitRow>().SingleAsync()).WaitsBecause);
        Assert.All(await after.Set<ChainTransactionRow>().ToArrayAsync(), row => Assert.True(row.Succeeded));
        await PayoutOracle.AssertConsistentAsync(world);
    }

    [Fact]
    [Trait("Fault", "54")]
    public async Task Batches_that_are_on_their_way_are_counted_against_what_may_leave()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, 4, new WorldPlan { DailyAllowance = 1_000 }, "--Payouts:MaxRewards=1", "--Payouts:MaxWallets=1");
        await world.DrainAsync();
        await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)400))]);
        await world.Stage<ReadCampaignLimits>().RunOnceAsync(CancellationToken.None);
        await world.Stage<ReleaseHolds>().RunOnceAsync(CancellationToken.None);
        await world.Stage<ReadCampaignLimits>().RunOnceAsync(CancellationToken.None);

        // Nothing is sent in between: only the rows can tell that the first two take 800 of 1,000.
        for (int round = 0; round < 4; round++)
        {
            await world.Stage<PlanPayoutBatch>().RunOnceAsync(CancellationToken.None);
        }

        await using RetoDbContext db = world.Read();
        Assert.Equal(2, await db.Set<PayoutBatchRow>().CountAsync());
    }

    [Fact]
    public async Task A_batch_waits_for_the_campaigns_own_minimum_or_its_own_cadence()
    {
        ShiftedClock clock = new();
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 2, new WorldPlan { Clock = clock });
        await world.DrainAsync();
        await world.WriteAsync(write => write.Db.Database.ExecuteSqlAsync(
            $"UPDATE campaigns SET payout_minimum = '00000000000000000000000000100', payout_cadence_seconds = 7200"));
        await world.RewardAsync(world.Participants[0], 60);
        await world.DrainAsync();
        Assert.Equal(0, await BatchesAsync(world));

        await world.RewardAsync(world.Participants[0], 40);
        await world.DrainAsync();
        Assert.Equal(1, await BatchesAsync(world));

        await world.RewardAsync(world.Participants[1], 60);
        await world.DrainAsync();
        Assert.Equal(1, await BatchesAsync(world));
        clock.Advance(TimeSpan.FromHours(2));
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "58")]
    public async Task Our_own_contracts_are_never_paid_and_hold_nobody_up()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 3);
        await world.DrainAsync();
        await SetWalletAsync(world, world.Participants[0], world.Contracts.Token.Address.ToArray());
        await SetWalletAsync(world, world.Participants[1], world.Contracts.Campaigns.Address.ToArray());
        await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)5))]);

        await world.DrainAsync();

        Assert.Throws<ArgumentException>(() => WalletAddress.FromBytes(new byte[20]));
        Assert.Equal(new BigInteger(5), await world.BalanceAsync(world.Participants[2]));
        await using RetoDbContext db = world.Read();
        Assert.Equal(2, await db.Set<RewardRow>().CountAsync(row => row.State == RewardState.Payable));
        await PayoutOracle.AssertConsistentAsync(world);
    }

    [Fact]
    [Trait("Fault", "60")]
    public async Task No_batch_may_take_more_than_seven_tenths_of_a_transactions_gas()
    {
        const int wallets = 900;
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, wallets, "--Payouts:MaxWallets=400", "--Payouts:MaxRewards=8000");
        await world.DrainAsync();
        // Ten rewards a wallet: neither bound of the options alone keeps a batch small enough.
        await world.RewardAsync([.. Enumerable.Range(0, wallets * 10).Select(index => (world.Participants[index % wallets], (UInt128)(1 + index)))]);

        await world.DrainAsync();

        await using RetoDbContext db = world.Read();
        ChainTransactionRow[] transactions = await db.Set<ChainTransactionRow>().ToArrayAsync();
        Assert.True(transactions.Length >= 3);
        Assert.All(transactions, row => Assert.InRange(row.GasLimit, 1, PayBatch.MaxGas));
        Assert.All(transactions, row => Assert.True(row.GasUsed < row.GasLimit, $"{row.GasUsed} of {row.GasLimit}"));
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "79")]
    public async Task A_wallet_that_changes_after_planning_or_only_just_now_is_not_paid()
    {
        ShiftedClock clock = new();
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, new WorldPlan { Clock = clock });
        await world.DrainAsync();
        ParticipantId who = world.Participants[0];
        await world.RewardAsync(who, 5);
        await SenderTests.PlanOnlyAsync(world);
        byte[] thief = chain.Accounts.AddressOf(9).ToArray();
        await AddWalletAsync(world, who, thief, clock.GetUtcNow());
        await world.DrainAsync();
        // Planned before the change.
        Assert.Equal(new BigInteger(5), await world.BalanceAsync(who));

        await world.RewardAsync(who, 7);
        await world.DrainAsync();
        // Planned after it, and the new wallet has not stood for a day.
        Assert.Equal(new BigInteger(12), await world.BalanceAsync(who));

        clock.Advance(TimeSpan.FromHours(25));
        await world.RewardAsync(who, 9);
        await world.DrainAsync();
        Assert.Equal(new BigInteger(12), await world.BalanceAsync(who));
        Assert.Equal(new BigInteger(9), await BalanceAsync(world, thief));
        await PayoutOracle.AssertConsistentAsync(world);
    }

    private static async Task<int> BatchesAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return await db.Set<PayoutBatchRow>().CountAsync();
    }

    private static async Task<BigInteger> BalanceAsync(PayoutWorld world, byte[] wallet) =>
        (await world.Contracts.Token.CallAsync("balanceOf", [new RetoRewards.Ethereum.Address(wallet)], BlockTag.Latest, CancellationToken.None))
        .Get<BigInteger>(0);

    private static Task SetWalletAsync(PayoutWorld world, ParticipantId who, byte[] wallet) => world.WriteAsync(write =>
        write.Db.Database.ExecuteSqlAsync($"UPDATE wallets SET address = {wallet} WHERE participant_id = {who.Value.ToByteArray(true)}"));

    private static Task AddWalletAsync(PayoutWorld world, ParticipantId who, byte[] wallet, DateTimeOffset since) => world.WriteAsync(write =>
    {
        write.InsertOne(new WalletRow
        {
            ParticipantId = who,
            Ordinal = 2,
            Kind = WalletKind.Linked,
            Address = WalletAddress.FromBytes(wallet),
            Since = since,
        });
        return Task.CompletedTask;
    });
}
