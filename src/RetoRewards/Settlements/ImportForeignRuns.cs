using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Settlements;

/// <summary>Takes over what the chain paid and this database did not plan: after a restore, or by another copy of the service.</summary>
/// <remarks>
/// A final <c>BatchPaid</c> whose tag is no batch of ours is read from its calldata and kept as a final batch, so that numbers and tag
/// continue. What it settled is known by its fingerprints from then on and is never planned again. Nothing of the campaign
/// is planned before the longest <c>validUntil</c> that its sender could have signed is past and final: the run's own, and ours. A thief may
/// have signed for ever; a person ends such a pause once the key is replaced (docs/runbook.md).
/// </remarks>
internal sealed class ImportForeignRuns(
    PaidBatches paidBatches,
    ReadPayoutManifest manifests,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> chainOptions,
    IOptions<PayoutOptions> payoutOptions,
    TimeProvider clock,
    ILogger<ImportForeignRuns> logger) : IStage
{
    /// <summary>Most events of one campaign looked at in one run.</summary>
    private const int MaxEvents = 64;

    private readonly long chainId = chainOptions.Value.ChainId;
    private readonly TimeSpan validity = payoutOptions.Value.Validity;

    /// <summary>Events about which a person has been told.</summary>
    private readonly HashSet<string> told = [];

    public bool UsesNode => true;

    /// <returns>How many events were dealt with.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        PaidEvent[] found = await FoundAsync(cancellationToken);
        ChainEventRow[] settled = [.. found.Where(one => one.Batch?.State == PayoutBatchState.Final).Select(one => one.Event)];
        if (settled.Length > 0)
        {
            await gate.WriteAsync(WritePriority.Stage, write => TakeAsync(write, settled), cancellationToken);
        }

        int done = settled.Length;
        // One campaign's runs are taken over in their order: when one waits, those behind it wait too.
        foreach (IGrouping<Domain.Campaigns.CampaignId, PaidEvent> ofCampaign in found
            .Where(one => one.Batch is null or { State: PayoutBatchState.Void }).GroupBy(one => one.Campaign.CampaignId))
        {
            foreach (PaidEvent one in ofCampaign)
            {
                if (!await ImportAsync(one, cancellationToken))
                {
                    break;
                }

                done++;
            }
        }

        return done;
    }

    private static Task TakeAsync(WriteTransaction write, ChainEventRow[] events)
    {
        ChainEvents.Take(write, events);
        return Task.CompletedTask;
    }

    private async Task<PaidEvent[]> FoundAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await ChainEvents.Waiting(db, chainId, ChainEvents.BatchPaid).AnyAsync(cancellationToken))
        {
            return [];
        }

        Dictionary<(string, long), CampaignRow> campaigns = await db.Set<CampaignRow>()
            .Where(row => row.ChainCampaignId != null)
            .ToDictionaryAsync(row => (Convert.ToHexString(row.ChainContract!), row.ChainCampaignId!.Value), cancellationToken);
        List<(ChainEventRow Row, CampaignRow Campaign)> events = [];
        foreach ((string, long) one in await ChainEvents.CampaignsWaitingAsync(
            db, chainId, campaigns.Values.Select(row => (row.ChainContract!, row.ChainCampaignId!.Value)), cancellationToken, ChainEvents.BatchPaid))
        {
            CampaignRow campaign = campaigns[one];
            events.AddRange(
                (await ChainEvents.WaitingOf(db, chainId, campaign.ChainContract!, campaign.ChainCampaignId!.Value, ChainEvents.BatchPaid)
                    .Take(MaxEvents).ToArrayAsync(cancellationToken))
                .Select(row => (row, campaign)));
        }

        byte[][] tags = [.. events.Select(one => one.Row.Topic2!)];
        PayoutBatchRow[] batches = await db.Set<PayoutBatchRow>().Where(row => tags.Contains(row.Tag)).ToArrayAsync(cancellationToken);
        Dictionary<string, PayoutBatchRow> byTag = batches.ToDictionary(row => Convert.ToHexString(row.Tag));
        return [.. events.Select(one => new PaidEvent(one.Row, one.Campaign, byTag.GetValueOrDefault(Convert.ToHexString(one.Row.Topic2!))))];
    }

    private async Task<bool> ImportAsync(PaidEvent one, CancellationToken cancellationToken)
    {
        if (await paidBatches.ReadAsync(one.Event, cancellationToken) is not { } call)
        {
            TellOnce(one, "was not paid by a direct call, so that it cannot be read from the chain");
            return false;
        }

        ManifestFound? manifest = await manifests.FindAsync(one.Campaign.CampaignId, call, one.Event.Topic2!, cancellationToken);
        ForeignRun run = new(one.Event, one.Campaign.CampaignId, call, manifest);
        bool saved = await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, run), cancellationToken);
        if (!saved)
        {
            TellOnce(one, "does not fit into what the ledger promises: tell the refunds that are missing here, or wait for batches to be void");
            return false;
        }

        logger.LogWarning(
            "Took over a run of campaign {CampaignId} that this database did not plan: rewards {FirstReward} and {RewardCount} in all, {Total} base units, receipts {Receipts}",
            run.Campaign, call.FirstReward, run.RewardCount, run.Total, manifest is null ? ReceiptsKnown.Quarantined : ReceiptsKnown.Known);
        return true;
    }

    private async Task<bool> SaveAsync(WriteTransaction write, ForeignRun run)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (!await ForeignRunBook.ImportAsync(write, run, now))
        {
            return false;
        }

        ChainEvents.Take(write, [run.Event]);
        DateTimeOffset until = run.ValidUntil;
        await PlanningPauses.ExtendAsync(
            write,
            run.Campaign,
            until > now + validity ? until : now + validity,
            $"The chain paid rewards {run.Call.FirstReward} and on, which this database did not plan. Whoever signed them may have signed more.");
        return true;
    }

    private void TellOnce(PaidEvent one, string sentence)
    {
        string tag = Convert.ToHexStringLower(one.Event.Topic2!);
        if (told.Add(tag))
        {
            logger.LogError(
                "A run of campaign {CampaignId} with tag {Tag} that this database did not plan {Sentence}. Nothing more of the campaign is planned",
                one.Campaign.CampaignId, tag, sentence);
        }
    }

    private sealed record PaidEvent(ChainEventRow Event, CampaignRow Campaign, PayoutBatchRow? Batch);
}
