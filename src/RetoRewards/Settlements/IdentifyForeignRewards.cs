using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Payouts;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Settlements;

/// <summary>Finds rewards that became payable here and that the chain has paid before this database knew of them.</summary>
/// <remarks>After a restore the sales come again; what they earn has the same fingerprints as before, and is called paid, not paid again.</remarks>
internal sealed class IdentifyForeignRewards(
    IDbContextFactory<RetoDbContext> contexts, WriteGate gate, TimeProvider clock, ILogger<IdentifyForeignRewards> logger) : IStage
{
    /// <summary>Most rewards identified in one commit.</summary>
    private const int MaxRewards = 500;

    public bool UsesNode => false;

    /// <returns>How many rewards were identified.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        // Empty in all ordinary times, which costs one look at an index.
        if (!await db.Set<ForeignRewardRow>().AnyAsync(row => row.RewardId == null, cancellationToken))
        {
            return 0;
        }

        ForeignRewardRow[] found = await (
            from reward in db.Set<RewardRow>()
            from foreign in db.Set<ForeignRewardRow>()
            where reward.State == RewardState.Payable && foreign.RewardId == null
                && foreign.CampaignId == reward.CampaignId && foreign.Fingerprint == reward.Fingerprint
            orderby foreign.PayoutBatchId, foreign.RewardNumber
            select foreign).Take(MaxRewards).ToArrayAsync(cancellationToken);
        foreach (IGrouping<PayoutBatchId, ForeignRewardRow> ofRun in found.GroupBy(row => row.PayoutBatchId))
        {
            await gate.WriteAsync(WritePriority.Stage, write => IdentifyAsync(write, ofRun.Key), cancellationToken);
            logger.LogInformation("{Rewards} rewards were found paid by batch {BatchId}", ofRun.Count(), ofRun.Key);
        }

        return found.Length;
    }

    private async Task IdentifyAsync(WriteTransaction write, PayoutBatchId run)
    {
        ForeignRewardRow[] rows = await (
            from foreign in write.Db.Set<ForeignRewardRow>()
            where foreign.PayoutBatchId == run && foreign.RewardId == null
                && write.Db.Set<RewardRow>().Any(reward => reward.State == RewardState.Payable
                    && reward.CampaignId == foreign.CampaignId && reward.Fingerprint == foreign.Fingerprint)
            orderby foreign.RewardNumber
            select foreign).Take(MaxRewards).ToArrayAsync(write.CancellationToken);
        if (rows.Length > 0)
        {
            PayoutBatchRow batch = await write.Db.Set<PayoutBatchRow>().SingleAsync(row => row.PayoutBatchId == run, write.CancellationToken);
            await ForeignRunBook.IdentifyLateAsync(write, batch, rows, clock.GetUtcNow());
        }
    }
}
