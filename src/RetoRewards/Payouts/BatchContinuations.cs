using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>Where a campaign's next batch continues, and what its batches take of its limits.</summary>
internal sealed class BatchContinuations(IOptions<ChainOptions> chainOptions)
{
    /// <summary>Batches of a campaign that may be unsettled at once.</summary>
    private const int MaxUnsettled = 64;

    private readonly long chainId = chainOptions.Value.ChainId;

    /// <summary>Where the next batch continues; null while a failed or dropped one is unsettled or too many are on their way.</summary>
    public async Task<BatchContinuation?> OfAsync(RetoDbContext db, CampaignRow campaign, CancellationToken cancellationToken)
    {
        CampaignId id = campaign.CampaignId;
        if (await PlanningPauses.HoldsAsync(db, chainId, id, cancellationToken) || await HistoryDiffersAsync(db, campaign, cancellationToken))
        {
            return null;
        }

        var unsettled = await db.Set<PayoutBatchRow>()
            .Where(row => row.CampaignId == id && row.State != PayoutBatchState.Final && row.State != PayoutBatchState.Void)
            .OrderBy(row => row.Ordinal)
            .Select(row => new { row.PreviousTag, row.Tag, row.FirstReward, row.RewardCount, row.ChainTransactionId, row.HeldCode })
            .ToArrayAsync(cancellationToken);
        var paid = await db.Set<PayoutBatchRow>()
            .Where(row => row.CampaignId == id && row.State == PayoutBatchState.Final)
            .OrderByDescending(row => row.FirstReward)
            .Select(row => new { row.Tag, Next = row.FirstReward + row.RewardCount })
            .FirstOrDefaultAsync(cancellationToken);
        long[] transactions = [.. unsettled.Where(row => row.ChainTransactionId != null).Select(row => row.ChainTransactionId!.Value)];
        bool failed = await db.Set<ChainTransactionRow>().AnyAsync(
            row => transactions.Contains(row.ChainTransactionId)
                && (row.Succeeded == false || row.State == ChainTransactionState.Superseded),
            cancellationToken);

        long ordinal = await db.Set<PayoutBatchRow>().Where(row => row.CampaignId == id)
            .MaxAsync(row => (long?)row.Ordinal, cancellationToken) ?? 0;
        byte[] tag = paid?.Tag ?? BatchTag.First(chainId, new Address(campaign.ChainContract!), campaign.ChainCampaignId!.Value);
        long next = paid?.Next ?? 1;
        foreach (var batch in unsettled)
        {
            // A batch whose predecessor became void follows nothing any more and will become void itself.
            failed |= !batch.PreviousTag.AsSpan().SequenceEqual(tag)
                || batch.HeldCode is PayoutBatchHold.LimitsChanged or PayoutBatchHold.WalletsSetApart or PayoutBatchHold.TagsDiffer;
            tag = batch.Tag;
            next = batch.FirstReward + batch.RewardCount;
        }

        return failed || unsettled.Length >= MaxUnsettled ? null : new BatchContinuation(ordinal + 1, next, tag);
    }

    /// <summary>Whether the chain shows a payment of the campaign, final or not, that is no batch here: it is taken over before anything is planned.</summary>
    private async Task<bool> HistoryDiffersAsync(RetoDbContext db, CampaignRow campaign, CancellationToken cancellationToken)
    {
        byte[] number = ChainEvents.Topic(campaign.ChainCampaignId!.Value);
        return await db.Set<ChainEventRow>().AnyAsync(
            row => row.Name == ChainEvents.BatchPaid && row.Topic1 == number && row.Contract == campaign.ChainContract
                && row.ChainId == chainId && row.IsCanonical && !row.IsTaken
                && !db.Set<PayoutBatchRow>().Any(batch => batch.Tag == row.Topic2 && batch.State != PayoutBatchState.Void),
            cancellationToken);
    }

    /// <summary>What batches take of the limits that were read at a block and was not counted in them: all but what was paid up to that block.</summary>
    /// <remarks>More than all of it is counted rather than less: a batch that was paid and is not known to be yet is counted as not paid.</remarks>
    public static async Task<TokenAmount> UncountedAsync(
        RetoDbContext db, CampaignId campaign, long block, CancellationToken cancellationToken)
    {
        var batches = await (
            from batch in db.Set<PayoutBatchRow>()
            join transaction in db.Set<ChainTransactionRow>()
                on batch.ChainTransactionId equals (long?)transaction.ChainTransactionId into transactions
            from transaction in transactions.DefaultIfEmpty()
            where batch.CampaignId == campaign && batch.State != PayoutBatchState.Void
                && (batch.State != PayoutBatchState.Final || transaction.BlockNumber > block)
            select new { batch.Total, Block = transaction == null ? null : transaction.BlockNumber }).ToArrayAsync(cancellationToken);
        return batches.Where(batch => !(batch.Block <= block))
            .Aggregate(TokenAmount.Zero, (sum, batch) => sum + batch.Total);
    }
}
