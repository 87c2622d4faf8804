using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Settlements;

namespace RetoRewards.Tests.Payouts;

/// <summary>At most one lane pays a campaign at a time: two of them would each name the same last tag, and one would revert.</summary>
[Collection(LocalChain.Collection)]
public sealed class LaneClaimTests(LocalChain chain)
{
    private const int NextOperator = 6;

    [Fact]
    public async Task A_campaign_that_one_lane_still_pays_is_signed_by_no_other()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        CampaignId other = await world.AddPartnerAsync();
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 3);
        await DrainUnsentAsync(world);

        // The next operator's lane opens while the first one's batch is signed and in no block.
        await world.RestartAsync($"--Keys:OperatorAccount={NextOperator}");
        LaneRow lane = await world.Services.GetRequiredService<TransactionDesk>().OpenLaneAsync(CancellationToken.None);
        Assert.Equal(2, lane.LaneId);
        await world.RewardAsync(world.Participants[0], 4);
        await world.RewardAsync(world.Participants[0], 5, other);
        await DrainUnsentAsync(world);

        IReadOnlyList<SignableBatch> next = await world.Services.GetRequiredService<SignableBatches>()
            .NextAsync(lane.LaneId, 16, CancellationToken.None);

        Assert.Equal([other], next.Select(one => one.Batch.CampaignId));
        await using RetoDbContext db = world.Read();
        Assert.Equal(1, await db.Set<PayoutBatchRow>().CountAsync(row => row.CampaignId == world.Campaign && row.State == PayoutBatchState.Planned));
    }

    [Fact]
    public async Task A_crowd_of_campaigns_cannot_keep_one_that_has_waited_longer_out_of_its_turn()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        // Ids rise, and the one that has waited longest has the highest.
        CampaignId[] campaigns =
            [.. Enumerable.Range(1, SignableBatches.MaxCampaigns + 1).Select(index => new CampaignId(Guid.CreateVersion7(now.AddMilliseconds(index))))];
        await world.WriteAsync(write =>
        {
            foreach ((int index, CampaignId campaign) in campaigns.Index())
            {
                SeedRows.InsertCampaign(write, world.Partner, campaign, SHA256.HashData(campaign.Value.ToByteArray()), now);
                write.UpdateOne(
                    new CampaignRow
                    {
                        CampaignId = campaign,
                        PartnerId = world.Partner,
                        Name = "",
                        State = CampaignState.Live,
                        StartsAt = now,
                        EndsAt = now,
                        LandingUrl = "",
                        ChainCampaignId = 1_000 + index,
                        ChainContract = world.Contracts.Campaigns.Address.ToArray(),
                        CreatedAt = now,
                        Version = 1,
                    },
                    nameof(CampaignRow.ChainCampaignId),
                    nameof(CampaignRow.ChainContract));
            }

            write.Insert(campaigns.Select((campaign, index) => PayoutAlarmRows.Waiting(campaign, now.AddMinutes(-index))).ToArray());
            return Task.CompletedTask;
        });

        IReadOnlyList<SignableBatch> next = await world.Services.GetRequiredService<SignableBatches>()
            .NextAsync(laneId: 1, places: campaigns.Length, CancellationToken.None);

        Assert.Equal(SignableBatches.MaxCampaigns, next.Count);
        Assert.Contains(campaigns[^1], next.Select(one => one.Batch.CampaignId));
    }

    /// <summary>Everything but sending and, on the second lane, signing: what is planned waits for whoever may sign it.</summary>
    private static async Task DrainUnsentAsync(PayoutWorld world)
    {
        int taken;
        do
        {
            taken = 0;
            await using RetoDbContext db = world.Read();
            bool second = await db.Set<LaneRow>().CountAsync() > 1;
            foreach (IStage stage in world.Stages.Where(stage => stage is not SendTransactions && !(second && stage is SignPayoutBatch)))
            {
                taken += await stage.RunOnceAsync(CancellationToken.None);
            }
        }
        while (taken > 0);
    }
}
