using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Persistence;

namespace RetoRewards.Api.Idempotency;

/// <summary>Forgets answers whose time is over.</summary>
internal sealed class ForgetIdempotencyKeys(WriteGate gate, IOptions<ApiOptions> options, TimeProvider clock) : IStage
{
    /// <summary>Most rows forgotten in one run.</summary>
    public const int MaxRowsPerRun = 500;

    /// <summary>How often the stage looks; in between it does nothing.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private DateTimeOffset nextRun = DateTimeOffset.MinValue;

    public bool UsesNode => false;

    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now < nextRun)
        {
            return 0;
        }

        DateTimeOffset oldest = now - options.Value.IdempotencyKeyLifetime;
        int forgotten = await gate.WriteAsync(
            WritePriority.Stage,
            async transaction =>
            {
                List<IdempotencyKeyRow> old = await transaction.Db.Set<IdempotencyKeyRow>()
                    .Where(row => row.CreatedAt < oldest)
                    .OrderBy(row => row.CreatedAt)
                    .Take(MaxRowsPerRun)
                    .ToListAsync(transaction.CancellationToken);
                transaction.Delete(old);
                return old.Count;
            },
            cancellationToken);
        nextRun = forgotten < MaxRowsPerRun ? now + Every : now;
        return forgotten;
    }
}
