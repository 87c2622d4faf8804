using System.Numerics;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Participants;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Payouts;

[OnBothDatabases]
[Collection(LocalChain.Collection)]
public sealed class PayoutCorridorTests(LocalChain chain)
{
    [Fact]
    public async Task Rewards_arrive_in_wallets_and_ledger_and_chain_agree()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 3);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await world.RewardAsync(world.Participants[0], 7);
        await world.RewardAsync(world.Participants[1], 1_000_000_000_000_000_001);

        await world.DrainAsync();

        Assert.Equal(new BigInteger(12), await world.BalanceAsync(world.Participants[0]));
        Assert.Equal(new BigInteger(1_000_000_000_000_000_001), await world.BalanceAsync(world.Participants[1]));
        Assert.Equal(BigInteger.Zero, await world.BalanceAsync(world.Participants[2]));
        await using RetoDbContext db = world.Read();
        Assert.All(await db.Set<RewardRow>().ToArrayAsync(), reward => Assert.Equal(RewardState.Paid, reward.State));
        Assert.All(await db.Set<PayoutBatchRow>().ToArrayAsync(), batch => Assert.Equal(PayoutBatchState.Final, batch.State));
        CampaignRow campaign = await db.Set<CampaignRow>().SingleAsync();
        Assert.Equal((1L, CampaignState.Funded), (campaign.ChainCampaignId, campaign.State));
        Reconciled reconciled = await world.ReconcileAsync();
        Assert.Equal((UInt128)1_000_000_000_000_000_013, reconciled.PaidBaseUnits);
        Assert.Equal((UInt128)0, reconciled.UnexplainedBaseUnits);
        Assert.Equal(2, reconciled.Wallets);
    }

    [Fact]
    public async Task Several_batches_are_in_flight_at_once_and_continue_one_another()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, 10, "--Payouts:MaxWallets=2", "--Payouts:MaxRewards=2", "--Chain:MaxInFlight=3");
        await world.DrainAsync();
        await world.RewardAsync([.. world.Participants.Select((who, index) => (who, (UInt128)(100 + index)))]);

        await world.DrainAsync();

        await using RetoDbContext db = world.Read();
        PayoutBatchRow[] batches = await db.Set<PayoutBatchRow>().OrderBy(row => row.Ordinal).ToArrayAsync();
        Assert.Equal(5, batches.Length);
        for (int index = 1; index < batches.Length; index++)
        {
            Assert.Equal(batches[index - 1].Tag, batches[index].PreviousTag);
            Assert.Equal(batches[index - 1].FirstReward + batches[index - 1].RewardCount, batches[index].FirstReward);
        }

        ChainTransactionRow[] transactions = await db.Set<ChainTransactionRow>().OrderBy(row => row.Nonce).ToArrayAsync();
        Assert.Equal(transactions.Select((_, index) => transactions[0].Nonce + index), transactions.Select(row => row.Nonce));
        Assert.Equal(5, Directory.GetFiles(world.Manifests, "*.json", SearchOption.AllDirectories).Length);
        Assert.Equal((UInt128)0, (await world.ReconcileAsync()).UnexplainedBaseUnits);
        Assert.Equal(new BigInteger(109), await world.BalanceAsync(world.Participants[9]));
    }

    [Fact]
    public async Task A_participant_without_a_wallet_holds_up_nobody()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 2, "--Payouts:MaxRewards=1", "--Payouts:MaxWallets=1");
        await world.DrainAsync();
        ParticipantId unclaimed = world.Participants[0];
        await world.WriteAsync(async write => write.Delete(
            await write.Db.Set<WalletRow>().Where(row => row.ParticipantId == unclaimed).ToArrayAsync()));
        await world.RewardAsync([.. Enumerable.Repeat((unclaimed, (UInt128)1), 5), (world.Participants[1], 9)]);

        await world.DrainAsync();

        Assert.Equal(new BigInteger(9), await world.BalanceAsync(world.Participants[1]));
        await using RetoDbContext db = world.Read();
        Assert.Equal(5, await db.Set<RewardRow>().CountAsync(row => row.State == RewardState.Payable));
    }
}
