using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Fees;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>A batch that may be signed now.</summary>
/// <param name="Contract">The campaign contract that it goes to.</param>
/// <param name="FollowsUnmined">Whether a batch of the same campaign before it is still on its way.</param>
/// <param name="FollowsUnsettled">Whether one before it is in a block that may still be undone, or that not every node has yet.</param>
/// <param name="CampaignCapWei">The campaign's own cap of fees; null for none.</param>
internal sealed record SignableBatch(PayoutBatchRow Batch, Address Contract, PayBatch Call, bool FollowsUnmined, bool FollowsUnsettled, long? CampaignCapWei)
{
    public TransactionFees? Fees { get; init; }

    public long FeeCapWei { get; init; }
}

/// <summary>Chooses what is signed next: campaigns in turn, a campaign's batches in their order, each campaign on one lane only.</summary>
internal sealed class SignableBatches(
    IDbContextFactory<RetoDbContext> contexts, IOptions<PayoutOptions> options, TimeProvider clock)
{
    /// <summary>Most campaigns that are looked at for a turn.</summary>
    public const int MaxCampaigns = 256;

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Waiting(db, clock.GetUtcNow()).AnyAsync(cancellationToken);
    }

    /// <summary>The next batches in the order of their nonces.</summary>
    /// <param name="laneId">The lane that signs; a campaign that another lane still pays is left out.</param>
    /// <param name="places">How many the lane may take.</param>
    public async Task<IReadOnlyList<SignableBatch>> NextAsync(int laneId, int places, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = clock.GetUtcNow();
        bool differs = await db.Set<PayoutBatchRow>().AnyAsync(
            row => row.State == PayoutBatchState.Planned && row.HeldCode == PayoutBatchHold.TagsDiffer, cancellationToken);
        CampaignId[] ids = await Waiting(db, now)
            .Where(row => !differs || row.HeldCode == PayoutBatchHold.TagsDiffer)
            // Whoever has waited longest is looked at, so that a crowd of campaigns cannot keep one of them out for ever.
            .GroupBy(row => row.CampaignId).OrderBy(ofCampaign => ofCampaign.Min(row => row.PlannedAt)).ThenBy(ofCampaign => ofCampaign.Key)
            .Select(ofCampaign => ofCampaign.Key)
            .Take(MaxCampaigns)
            .ToArrayAsync(cancellationToken);
        Dictionary<CampaignId, CampaignRow> campaigns = await db.Set<CampaignRow>()
            .Where(row => ids.Contains(row.CampaignId))
            .ToDictionaryAsync(row => row.CampaignId, cancellationToken);
        Dictionary<PayoutBatchId, SignableBatch> candidates = [];
        List<LaneClaim> claims = [];
        foreach (CampaignId id in ids)
        {
            if (await ClaimAsync(db, campaigns[id], laneId, places, now, candidates, cancellationToken) is { } claim)
            {
                claims.Add(claim);
            }
        }

        return [.. LaneTurns.Choose(claims, places).Select(batch => candidates[batch])];
    }

    private static IQueryable<PayoutBatchRow> Waiting(RetoDbContext db, DateTimeOffset now) =>
        db.Set<PayoutBatchRow>().Where(row => row.State == PayoutBatchState.Planned && row.ManifestAt != null
            && row.HeldCode != PayoutBatchHold.LimitsChanged && row.HeldCode != PayoutBatchHold.WalletsSetApart
            && (row.HeldUntil == null || row.HeldUntil <= now)
            && row.ValidUntil >= now
            // What follows a batch that is not signed waits with it, unless both may be signed together.
            && !db.Set<PayoutBatchRow>().Any(before => before.Tag == row.PreviousTag
                && (before.State == PayoutBatchState.Void || before.State == PayoutBatchState.AwaitingAttestation
                    || (before.State == PayoutBatchState.Planned
                        && (before.ManifestAt == null || before.HeldUntil > now || before.ValidUntil < now
                            || before.HeldCode == PayoutBatchHold.LimitsChanged || before.HeldCode == PayoutBatchHold.WalletsSetApart)))));

    private async Task<LaneClaim?> ClaimAsync(
        RetoDbContext db,
        CampaignRow campaign,
        int laneId,
        int places,
        DateTimeOffset now,
        Dictionary<PayoutBatchId, SignableBatch> candidates,
        CancellationToken cancellationToken)
    {
        CampaignId id = campaign.CampaignId;
        var unsettled = await (
            from batch in db.Set<PayoutBatchRow>()
            join transaction in db.Set<ChainTransactionRow>() on batch.ChainTransactionId equals (long?)transaction.ChainTransactionId
            where batch.CampaignId == id && batch.State != PayoutBatchState.Final && batch.State != PayoutBatchState.Void
            select new { transaction.LaneId, transaction.State, transaction.Succeeded }).ToArrayAsync(cancellationToken);
        // Behind one that failed everything fails, until it is final that it did and all are planned again.
        if (unsettled.Any(row => row.LaneId != laneId || row.Succeeded == false || row.State == ChainTransactionState.Superseded))
        {
            return null;
        }

        long? next = await db.Set<PayoutBatchRow>()
            .Where(row => row.CampaignId == id
                && (row.State == PayoutBatchState.Planned || row.State == PayoutBatchState.AwaitingAttestation))
            .MinAsync(row => (long?)row.Ordinal, cancellationToken);
        PayoutBatchRow[] waiting = Unbroken(
            await Waiting(db, now).Where(row => row.CampaignId == id).OrderBy(row => row.Ordinal).Take(places).ToArrayAsync(cancellationToken),
            next);
        int inFlight = unsettled.Count(row => row.State is ChainTransactionState.Signed or ChainTransactionState.Sent);
        for (int index = 0; index < waiting.Length; index++)
        {
            candidates.Add(
                waiting[index].PayoutBatchId,
                new SignableBatch(
                    waiting[index],
                    new Address(campaign.ChainContract!),
                    Call(waiting[index], campaign.ChainCampaignId!.Value),
                    FollowsUnmined: inFlight > 0 || index > 0,
                    FollowsUnsettled: unsettled.Length > 0,
                    campaign.MaxFeePerGasWei));
        }

        long served = await db.Set<PayoutBatchRow>().Where(row => row.CampaignId == id)
            .MaxAsync(row => row.ChainTransactionId, cancellationToken) ?? 0;
        // After a failure one at a time: each is tried by call first, so that no second one reverts for the same reason.
        int most = await HasJustFailedAsync(db, id, cancellationToken) ? 1 : options.Value.MaxInFlightPerCampaign;
        return new LaneClaim(
            campaign.PartnerId, id, inFlight, most, served, [.. waiting.Select(row => row.PayoutBatchId)]);
    }

    private static async Task<bool> HasJustFailedAsync(RetoDbContext db, CampaignId campaign, CancellationToken cancellationToken)
    {
        var last = await db.Set<PayoutBatchRow>()
            .Where(row => row.CampaignId == campaign && (row.State == PayoutBatchState.Final || row.State == PayoutBatchState.Void))
            .OrderByDescending(row => row.Ordinal)
            .Select(row => new { row.State, row.ChainTransactionId })
            .FirstOrDefaultAsync(cancellationToken);
        return last is { State: PayoutBatchState.Void, ChainTransactionId: not null };
    }

    /// <summary>A campaign's batches from the next one on, as long as each continues the one before: none is signed ahead of one that waits.</summary>
    private static PayoutBatchRow[] Unbroken(PayoutBatchRow[] ofCampaign, long? next)
    {
        int count = 0;
        while (count < ofCampaign.Length && ofCampaign[count].Ordinal == next + count)
        {
            count++;
        }

        return ofCampaign[..count];
    }

    private static PayBatch Call(PayoutBatchRow batch, long campaignNumber) => new(
        campaignNumber,
        batch.FirstReward,
        batch.PreviousTag,
        batch.ValidUntil.ToUnixTimeSeconds(),
        batch.DeclaredSaleValue.BaseUnits,
        batch.ReceiptsRoot,
        batch.Fingerprints,
        batch.Words,
        batch.Attestation ?? []);
}
