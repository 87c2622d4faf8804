using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;
using RetoRewards.Participants;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Settlements;

/// <summary>What the rows say is wrong now: for each alarm that is read from rows, the subjects and a sentence of each.</summary>
/// <remarks>
/// Whatever is not in a terminal state either moves on or is found here once it has waited too long, so that nothing can stand
/// still without a name. Each query takes at most <see cref="MaxSubjects"/> rows: the first ones say what is wrong.
/// </remarks>
internal sealed class AlarmFinder(
    FailoverNode node,
    IDbContextFactory<RetoDbContext> contexts,
    IOptions<AlarmOptions> alarmOptions,
    IOptions<ChainOptions> chainOptions,
    IOptions<PayoutOptions> payoutOptions,
    IOptions<DatabaseOptions> databaseOptions,
    TimeProvider clock)
{
    /// <summary>Most subjects of one alarm.</summary>
    public const int MaxSubjects = 20;

    /// <summary>A campaign's daily allowance is full again after so long: whatever waits longer waits for somebody.</summary>
    private static readonly TimeSpan LongestRefill = TimeSpan.FromDays(1);

    private readonly AlarmOptions options = alarmOptions.Value;
    private readonly long chainId = chainOptions.Value.ChainId;

    /// <returns>By alarm, the sentence of each subject; an alarm without subjects is over.</returns>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> FindAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset now = clock.GetUtcNow();
        return new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal)
        {
            [AlarmNames.LaneHalted] = await LanesAsync(db, cancellationToken),
            [AlarmNames.ChainHalted] = await ChainsAsync(db, cancellationToken),
            [AlarmNames.NodeUnreachable] = Nodes(),
            [AlarmNames.OutOfGas] = await UnpayableLanesAsync(db, cancellationToken),
            [AlarmNames.BatchHeld] = await HeldAsync(db, row => row.HeldCode != PayoutBatchHold.TagsDiffer && row.HeldCode != PayoutBatchHold.FeesAboveCap, cancellationToken),
            [AlarmNames.TagsDiffer] = await DifferingTagsAsync(db, cancellationToken),
            [AlarmNames.FeesHeld] = await FeesAsync(db, cancellationToken),
            [AlarmNames.RewardSetApart] = await SetApartAsync(db, cancellationToken),
            [AlarmNames.BatchStuck] = await StuckBatchesAsync(db, now, cancellationToken),
            [AlarmNames.NonceStuck] = await StuckNoncesAsync(db, now, cancellationToken),
            [AlarmNames.EventsStuck] = await EventsAsync(db, now, cancellationToken),
            [AlarmNames.RewardsStuck] = await RewardsAsync(db, now, cancellationToken),
            [AlarmNames.PaymentUnidentified] = await PayoutAlarms.UnidentifiedAsync(db, cancellationToken),
            [AlarmNames.BatchReverted] = await PayoutAlarms.RevertedAsync(db, now - options.UnsettledAfter, cancellationToken),
            [AlarmNames.AttestationMissed] = await PayoutAlarms.UnattestedAsync(db, now - options.UnsettledAfter, cancellationToken),
            [AlarmNames.PayoutsWait] = await PayoutAlarms.WaitingAsync(db, now - LongestRefill - options.UnsettledAfter, cancellationToken),
            [AlarmNames.PlanningPaused] = await PayoutAlarms.PausedAsync(db, now, cancellationToken),
            [AlarmNames.ReportForkedAway] = await PayoutAlarms.ForkedReportsAsync(db, chainId, cancellationToken),
            [AlarmNames.DiskLow] = Disks(),
        };
    }

    /// <summary>Campaigns that the chain paid by a run which is no batch here and could not be taken over yet.</summary>
    private async Task<Dictionary<string, string>> TagsAsync(RetoDbContext db, CancellationToken cancellationToken) =>
        (await (
            from campaign in db.Set<CampaignRow>()
            from paid in db.Set<ChainEventRow>()
            where paid.Name == ChainEvents.BatchPaid && paid.ChainId == chainId && paid.IsFinal && paid.IsCanonical && !paid.IsTaken
                && paid.Contract == campaign.ChainContract
                && !db.Set<PayoutBatchRow>().Any(batch => batch.Tag == paid.Topic2)
            select new { campaign.CampaignId, Number = campaign.ChainCampaignId, paid.Topic1 }).Take(MaxSubjects).ToArrayAsync(cancellationToken))
        .Where(one => one.Number is { } number && one.Topic1.AsSpan().SequenceEqual(ChainEvents.Topic(number)))
        .Select(one => one.CampaignId).Distinct()
        .ToDictionary(
            id => $"campaign:{id}",
            _ => "The chain paid a run of the campaign that is no batch of this database. Nothing is planned until it has been taken over.");

    private static async Task<Dictionary<string, string>> LanesAsync(RetoDbContext db, CancellationToken cancellationToken) =>
        (await db.Set<LaneRow>().Where(row => row.HaltedBecause != null).OrderBy(row => row.LaneId).Take(MaxSubjects)
            .ToArrayAsync(cancellationToken))
        .ToDictionary(row => $"lane:{row.LaneId}", row => row.HaltedBecause!);

    private static async Task<Dictionary<string, string>> ChainsAsync(RetoDbContext db, CancellationToken cancellationToken) =>
        (await db.Set<ChainRow>().Where(row => row.HaltedBecause != null).ToArrayAsync(cancellationToken))
        .ToDictionary(row => $"chain:{row.ChainId}", row => row.HaltedBecause!);

    /// <summary>What this process knows of its nodes; nothing while it has asked none.</summary>
    private Dictionary<string, string> Nodes()
    {
        IReadOnlyList<EndpointHealth> health = node.Health;
        bool reachable = health.Any(endpoint => endpoint.State is EndpointState.Healthy or EndpointState.Unchecked);
        return reachable
            ? []
            : new() { [$"chain:{chainId}"] = $"No node may be asked: {string.Join("; ", health.Select(one => $"{one.Name} {one.Detail}"))}." };
    }

    /// <summary>A lane is held when its account cannot pay for what is signed; the lane clears the row by itself.</summary>
    private static async Task<Dictionary<string, string>> UnpayableLanesAsync(RetoDbContext db, CancellationToken cancellationToken) =>
        (await db.Set<LaneRow>().Where(row => row.HeldBecause != null).OrderBy(row => row.LaneId).Take(MaxSubjects)
            .ToArrayAsync(cancellationToken))
        .ToDictionary(row => $"lane:{row.LaneId}", row => row.HeldBecause!);

    private static async Task<Dictionary<string, string>> HeldAsync(
        RetoDbContext db, Expression<Func<PayoutBatchRow, bool>> which, CancellationToken cancellationToken)
    {
        PayoutBatchRow[] rows = await Open(db).Where(row => row.HeldBecause != null).Where(which)
            .OrderBy(row => row.PlannedAt).Take(MaxSubjects).ToArrayAsync(cancellationToken);
        return rows.ToDictionary(
            row => $"batch:{row.PayoutBatchId}",
            row => $"Batch {row.PayoutBatchId} of campaign {row.CampaignId} is not signed: {row.HeldBecause}");
    }

    /// <summary>Campaigns that somebody else has paid, and batches that wait until that is explained.</summary>
    private async Task<Dictionary<string, string>> DifferingTagsAsync(RetoDbContext db, CancellationToken cancellationToken)
    {
        Dictionary<string, string> found = await TagsAsync(db, cancellationToken);
        foreach ((string batch, string sentence) in await HeldAsync(db, row => row.HeldCode == PayoutBatchHold.TagsDiffer, cancellationToken))
        {
            found[batch] = sentence;
        }

        return found;
    }

    /// <summary>Batches above their campaign's cap, and transactions on their way that may not be replaced at higher fees.</summary>
    private static async Task<Dictionary<string, string>> FeesAsync(RetoDbContext db, CancellationToken cancellationToken)
    {
        Dictionary<string, string> found = await HeldAsync(db, row => row.HeldCode == PayoutBatchHold.FeesAboveCap, cancellationToken);
        ChainTransactionRow[] rows = await db.Set<ChainTransactionRow>()
            .Where(row => (row.State == ChainTransactionState.Signed || row.State == ChainTransactionState.Sent) && row.HeldBecause != null)
            .OrderBy(row => row.LaneId).ThenBy(row => row.Nonce).Take(MaxSubjects).ToArrayAsync(cancellationToken);
        foreach (IGrouping<int, ChainTransactionRow> ofLane in rows.GroupBy(row => row.LaneId))
        {
            found[$"lane:{ofLane.Key}"] = ofLane.First().HeldBecause!;
        }

        return found;
    }

    private static async Task<Dictionary<string, string>> SetApartAsync(RetoDbContext db, CancellationToken cancellationToken) =>
        (await db.Set<SetApartWalletRow>().OrderBy(row => row.SetApartAt).Take(MaxSubjects).ToArrayAsync(cancellationToken))
        .ToDictionary(row => $"wallet:{row.Wallet}", row => $"Wallet {row.Wallet} makes batches revert and is set apart: {row.Reason}");

    private async Task<Dictionary<string, string>> StuckBatchesAsync(RetoDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset since = now - options.UnsettledAfter;
        PayoutBatchRow[] rows = await Open(db).Where(row => row.PlannedAt < since && row.HeldBecause == null)
            .OrderBy(row => row.PlannedAt).Take(MaxSubjects).ToArrayAsync(cancellationToken);
        return rows.ToDictionary(
            row => $"batch:{row.PayoutBatchId}",
            row => $"Batch {row.PayoutBatchId} of campaign {row.CampaignId} was planned at {row.PlannedAt:u} and is still {row.State}.");
    }

    private async Task<Dictionary<string, string>> StuckNoncesAsync(RetoDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset since = now - options.UnsettledAfter;
        ChainTransactionRow[] rows = await db.Set<ChainTransactionRow>()
            .Where(row => (row.State == ChainTransactionState.Signed || row.State == ChainTransactionState.Sent) && row.SignedAt < since)
            .OrderBy(row => row.LaneId).ThenBy(row => row.Nonce).Take(MaxSubjects).ToArrayAsync(cancellationToken);
        // The lowest of a lane holds up all behind it, so it alone is named.
        return rows.GroupBy(row => row.LaneId).ToDictionary(
            ofLane => $"lane:{ofLane.Key}",
            ofLane => $"Nonce {ofLane.First().Nonce} of lane {ofLane.Key} was signed at {ofLane.First().SignedAt:u} and is in no block yet.");
    }

    private async Task<Dictionary<string, string>> EventsAsync(RetoDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset since = now - options.UndecidedAfter;
        SaleEventRow? oldest = await db.Set<SaleEventRow>()
            .Where(row => row.State == SaleEventState.Received || row.State == SaleEventState.Waiting)
            .Where(row => row.State == SaleEventState.Received)
            .OrderBy(row => row.Arrival).FirstOrDefaultAsync(cancellationToken);
        return oldest is not null && oldest.ReceivedAt < since
            ? new() { ["events"] = $"Event {oldest.SaleEventId} came in at {oldest.ReceivedAt:u} and is not decided; later ones wait behind it." }
            : [];
    }

    private async Task<Dictionary<string, string>> RewardsAsync(RetoDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset since = now - payoutOptions.Value.Cadence - options.UnsettledAfter;
        CampaignId[] campaigns = await db.Set<CampaignRow>()
            .Where(campaign => db.Set<RewardRow>().Any(row => row.CampaignId == campaign.CampaignId
                && row.State == RewardState.Payable && row.PayableFrom < since
                && db.Set<WalletRow>().Any(wallet => wallet.ParticipantId == row.ParticipantId)))
            .Select(campaign => campaign.CampaignId).Take(MaxSubjects).ToArrayAsync(cancellationToken);
        return campaigns.ToDictionary(
            campaign => $"campaign:{campaign}",
            campaign => $"Rewards of campaign {campaign} have been payable since before {since:u} and are in no batch.");
    }

    private Dictionary<string, string> Disks()
    {
        string[] low =
        [
            .. new[] { payoutOptions.Value.ManifestDirectory, databaseOptions.Value.Path }
                .Select(DiskSpace.Of).OfType<DiskSpace>().DistinctBy(disk => disk.Mount)
                .Where(disk => disk.FreeBytes < options.MinFreeDiskBytes)
                .Select(disk => $"{disk.Mount} has {disk.FreeBytes / (1024 * 1024)} MiB left."),
        ];
        return low.Length == 0 ? [] : new() { ["service"] = string.Join(' ', low) };
    }

    private static IQueryable<PayoutBatchRow> Open(RetoDbContext db) =>
        db.Set<PayoutBatchRow>().Where(row => row.State != PayoutBatchState.Final && row.State != PayoutBatchState.Void);
}
