using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Domain.Rewards;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Payouts;

/// <summary>Writes the manifests of planned batches outside the database; only then may they be signed.</summary>
internal sealed class WritePayoutManifest(
    IDbContextFactory<RetoDbContext> contexts, WriteGate gate, IOptions<PayoutOptions> options, TimeProvider clock) : IStage
{
    /// <summary>Most manifests written before they are marked.</summary>
    private const int MaxBatches = 8;

    private readonly PayoutOptions options = options.Value;

    public bool UsesNode => false;

    /// <returns>How many manifests were written.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        PayoutBatchRow[] batches = await db.Set<PayoutBatchRow>()
            .Where(row => (row.State == PayoutBatchState.Planned || row.State == PayoutBatchState.AwaitingAttestation) && row.ManifestAt == null)
            .OrderBy(row => row.PlannedAt).ThenBy(row => row.Ordinal)
            .Take(MaxBatches)
            .ToArrayAsync(cancellationToken);
        foreach (PayoutBatchRow batch in batches)
        {
            PayoutLineRow[] lines = await db.Set<PayoutLineRow>()
                .Where(row => row.PayoutBatchId == batch.PayoutBatchId)
                .OrderBy(row => row.RewardNumber)
                .ToArrayAsync(cancellationToken);
            RewardId[] ids = [.. lines.Select(line => line.RewardId)];
            Dictionary<RewardId, RewardRow> rewards = await db.Set<RewardRow>()
                .Where(row => ids.Contains(row.RewardId))
                .ToDictionaryAsync(row => row.RewardId, cancellationToken);
            await PayoutManifest.WriteAsync(options.ManifestDirectory, batch, lines, rewards, cancellationToken);
            Failpoint.Pass("manifest-written");
            batch.ManifestAt = clock.GetUtcNow();
        }

        if (batches.Length > 0)
        {
            await gate.WriteAsync(
                WritePriority.Stage,
                write =>
                {
                    write.Update([.. batches], nameof(PayoutBatchRow.ManifestAt));
                    return Task.CompletedTask;
                },
                cancellationToken);
        }

        return batches.Length;
    }
}
