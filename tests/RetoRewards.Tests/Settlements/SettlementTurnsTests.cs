using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Ethereum;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Settlements;

/// <summary>What stands still in one campaign takes no other campaign's turn to be settled.</summary>
[Collection(LocalChain.Collection)]
public sealed class SettlementTurnsTests(LocalChain chain)
{
    private const int AttestorAccount = 7;

    /// <summary>As many batches as the planner lets one campaign have unsettled, and as many as one run of settlement looks at.</summary>
    private const int Unsettled = 64;

    [Fact]
    public async Task A_campaign_whose_attestor_is_silent_holds_up_no_other_campaigns_settlement()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, 1, new WorldPlan { Attestor = chain.Accounts.AddressOf(AttestorAccount) }, "--Payouts:MaxRewards=1");
        CampaignId other = await world.AddPartnerAsync(Address.Zero);
        await world.DrainAsync();
        ParticipantId participant = world.Participants[0];
        await world.RewardAsync([.. Enumerable.Repeat((participant, (UInt128)5), Unsettled + 1)]);
        await world.Stage<ReleaseHolds>().RunOnceAsync(CancellationToken.None);
        await world.Stage<ReadCampaignLimits>().RunOnceAsync(CancellationToken.None);
        while (await world.Stage<PlanPayoutBatch>().RunOnceAsync(CancellationToken.None) > 0)
        {
        }

        await world.RewardAsync(participant, 7, other);
        await world.DrainAsync();

        await using RetoDbContext db = world.Read();
        Assert.Equal(
            Unsettled,
            await db.Set<PayoutBatchRow>().CountAsync(
                row => row.CampaignId == world.Campaign && row.State == PayoutBatchState.AwaitingAttestation));
        PayoutBatchRow paid = await db.Set<PayoutBatchRow>().SingleAsync(row => row.CampaignId == other);
        Assert.Equal(PayoutBatchState.Final, paid.State);
        Assert.Equal(7, await world.BalanceAsync(participant));
        Assert.Equal((UInt128)0, (await world.ReconcileAsync()).UnexplainedBaseUnits);
    }

    [Fact]
    [Trait("Fault", "19")]
    public async Task A_payment_whose_log_a_node_withheld_holds_up_no_other_campaigns_settlement()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        CampaignId other = await world.AddPartnerAsync();
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await world.RewardAsync(world.Participants[0], 7, other);
        // Both are paid, and only then is one's event taken away, before anything is settled.
        while (!await IsFinalAsync(world))
        {
            foreach (IStage stage in world.Stages.Where(stage => stage is not SettlePayoutBatch))
            {
                await stage.RunOnceAsync(CancellationToken.None);
            }
        }

        await world.WriteAsync(async write =>
        {
            byte[] tag = await write.Db.Set<PayoutBatchRow>().Where(row => row.CampaignId == world.Campaign).Select(row => row.Tag).SingleAsync();
            ChainEventRow[] paid = await write.Db.Set<ChainEventRow>().Where(row => row.Topic2 == tag).ToArrayAsync();
            Assert.Single(paid);
            write.Delete(paid);
        });

        InvalidOperationException told = await Assert.ThrowsAsync<InvalidOperationException>(
            () => world.Stage<SettlePayoutBatch>().RunOnceAsync(CancellationToken.None));

        Assert.Contains("no event carries its tag", told.Message, StringComparison.Ordinal);
        await using RetoDbContext db = world.Read();
        Assert.Equal(PayoutBatchState.Final, (await db.Set<PayoutBatchRow>().SingleAsync(row => row.CampaignId == other)).State);
    }

    private static async Task<bool> IsFinalAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return await db.Set<ChainTransactionRow>().CountAsync(row => row.State == ChainTransactionState.Final) == 2;
    }
}
