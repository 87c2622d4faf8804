using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Settlements;

/// <summary>Compares ledger and chain at intervals, keeps each result as a row, and raises an alarm while they differ.</summary>
internal sealed class ReconcileOnSchedule(
    Reconcile reconcile,
    Alarms alarms,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<SettlementOptions> options,
    IOptions<ChainOptions> chainOptions,
    TimeProvider clock) : IStage
{
    private readonly SettlementOptions options = options.Value;
    private readonly ChainOptions chain = chainOptions.Value;

    public bool UsesNode => true;

    /// <returns>1 when a comparison was due.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (await FirstBlockAsync(now, cancellationToken) is not { } first)
        {
            return 0;
        }

        Reconciled reconciled = await reconcile.ExecuteAsync(first, null, cancellationToken);
        if (reconciled.LastBlock < first)
        {
            return 0;
        }

        await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, reconciled, now), cancellationToken);
        return 1;
    }

    /// <summary>Where the next comparison begins; null while none is due. After a difference everything is compared, until none is left.</summary>
    private async Task<long?> FirstBlockAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<ChainRow>().AnyAsync(row => row.ChainId == chain.ChainId, cancellationToken))
        {
            return null;
        }

        ReconciliationRow? last = await db.Set<ReconciliationRow>().OrderByDescending(row => row.ReconciliationId)
            .FirstOrDefaultAsync(cancellationToken);
        if (last is not null && now - last.At < options.ReconcileEvery)
        {
            return null;
        }

        DateTimeOffset whole = await db.Set<ReconciliationRow>().Where(row => row.FirstBlock <= chain.StartBlock)
            .MaxAsync(row => (DateTimeOffset?)row.At, cancellationToken) ?? DateTimeOffset.MinValue;
        return last is null || last.UnexplainedLines > 0 || now - whole >= options.ReconcileAllEvery ? chain.StartBlock : last.LastBlock + 1;
    }

    private async Task SaveAsync(WriteTransaction write, Reconciled reconciled, DateTimeOffset now)
    {
        long id = await write.Db.Set<ReconciliationRow>().MaxAsync(row => (long?)row.ReconciliationId, write.CancellationToken) ?? 0;
        write.InsertOne(new ReconciliationRow
        {
            ReconciliationId = id + 1,
            At = now,
            FirstBlock = reconciled.FirstBlock,
            LastBlock = reconciled.LastBlock,
            Campaigns = reconciled.Campaigns.Count,
            Wallets = reconciled.Wallets,
            PaidBaseUnits = Number(reconciled.PaidBaseUnits),
            UnidentifiedBaseUnits = Number(reconciled.UnidentifiedBaseUnits),
            UnexplainedBaseUnits = Number(reconciled.UnexplainedBaseUnits),
            UnexplainedLines = reconciled.UnexplainedLines,
        });
        await alarms.SetAsync(write, AlarmNames.Unreconciled, reconciled.Campaigns
            .Where(campaign => campaign.UnexplainedLines > 0)
            .ToDictionary(
                campaign => campaign.CampaignId is { } known ? $"campaign:{known}" : $"contract:{campaign.OnChain.Contract}:{campaign.OnChain.Number}",
                campaign => $"Ledger and chain differ by {campaign.UnexplainedBaseUnits} base units in {campaign.UnexplainedLines} lines over blocks "
                    + $"{reconciled.FirstBlock} to {reconciled.LastBlock}. The command reconcile names each line."));
    }

    private static string Number(UInt128 baseUnits) => baseUnits.ToString(CultureInfo.InvariantCulture);
}
