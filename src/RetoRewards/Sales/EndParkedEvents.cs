using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>Gives an end to what speaks of a sale that never comes, so that no event waits for ever (N5).</summary>
/// <remarks>Should the sale come later still, it takes its events up all the same, and they are decided as if they had come in order.</remarks>
internal sealed class EndParkedEvents(
    IDbContextFactory<RetoDbContext> contexts, WriteGate gate, TimeProvider clock, ILogger<EndParkedEvents> logger) : IStage
{
    /// <summary>How long an event waits for its sale: tills and exports that are months late are normal, years are not.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(366);

    /// <summary>How often the waiting ones are looked at.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    /// <summary>Most events ended in one commit.</summary>
    public const int MaxEvents = 256;

    private DateTimeOffset lookedAt = DateTimeOffset.MinValue;

    public bool UsesNode => false;

    /// <returns>How many events came to their end.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now - lookedAt < Rest && now >= lookedAt)
        {
            return 0;
        }

        await using (RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await Overdue(db, now).AnyAsync(cancellationToken))
            {
                lookedAt = now;
                return 0;
            }
        }

        return await gate.WriteAsync(WritePriority.Stage, write => EndAsync(write, now), cancellationToken);
    }

    private static IQueryable<SaleEventRow> Overdue(RetoDbContext db, DateTimeOffset now)
    {
        DateTimeOffset before = now - Patience;
        return db.Set<SaleEventRow>().Where(row => row.State == SaleEventState.Waiting && row.SaleId == null
            && row.Outcome == Outcome.SaleMissing && row.ReceivedAt <= before);
    }

    private async Task<int> EndAsync(WriteTransaction write, DateTimeOffset now)
    {
        SaleEventRow[] rows = await Overdue(write.Db, now).OrderBy(row => row.Arrival).Take(MaxEvents).ToArrayAsync(write.CancellationToken);
        SaleEventStates.Advance(write, [.. rows.Select(row => (row, EndOf(row.Kind)))], now);
        logger.LogInformation("{EventCount} events ended, since their sales have not come for {Patience}", rows.Length, Patience);
        return rows.Length;
    }

    private static Outcome EndOf(SaleEventKind kind) =>
        kind is SaleEventKind.Refund or SaleEventKind.Return or SaleEventKind.Cancellation ? Outcome.CancellationWithoutSale : Outcome.SaleUnknown;
}
