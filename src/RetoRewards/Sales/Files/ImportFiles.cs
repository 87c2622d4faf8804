using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Sales;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Sales.Files;

/// <summary>Imports the files that were taken, a bounded piece a run, the oldest file first. After a kill it goes on where it was.</summary>
/// <remarks>
/// The sales of a piece are recorded in one commit and their outcomes noted in the next. Killed in between, the piece is told again:
/// the intake knows every event, and what it recorded since the last note was this import's doing.
/// </remarks>
internal sealed class ImportFiles(
    ImportSales importSales,
    WriteGate gate,
    IDbContextFactory<RetoDbContext> databases,
    ImportFolder folder,
    TimeProvider clock) : IStage, IAsyncDisposable
{
    private OpenImport? open;

    public bool UsesNode => false;

    /// <returns>How many rows got their outcome; 1 for a file that ended.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (open is null)
        {
            if (await OldestAsync(cancellationToken) is not { } oldest)
            {
                return 0;
            }

            try
            {
                open = await OpenImport.OpenAsync(oldest.Import, oldest.Channel, folder, cancellationToken);
            }
            catch (SaleFileException wrong)
            {
                await FinishAsync(oldest.Import, ImportState.Refused, wrong.Message, cancellationToken);
                return 1;
            }
        }

        bool goesOn = false;
        try
        {
            List<SaleFileRow> piece = await open.NextAsync();
            goesOn = piece.Count > 0 && await ImportAsync(open, piece, cancellationToken);
            if (piece.Count == 0)
            {
                await FinishAsync(open.Row, ImportState.Done, null, cancellationToken);
            }

            return Math.Max(1, piece.Count);
        }
        catch (SaleFileException wrong)
        {
            await FinishAsync(open.Row, ImportState.Refused, wrong.Message, cancellationToken);
            return 1;
        }
        finally
        {
            // After a fault the file is opened anew at what is stored: where the reading stands is not worth guessing.
            if (!goesOn)
            {
                await CloseAsync();
            }
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task CloseAsync()
    {
        if (open is not null)
        {
            await open.DisposeAsync();
            open = null;
        }
    }

    private async Task<(ImportRow Import, ChannelRow Channel)?> OldestAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await databases.CreateDbContextAsync(cancellationToken);
        ImportRow? import = await db.Set<ImportRow>()
            .Where(row => row.State == ImportState.Running).OrderBy(row => row.ImportId).FirstOrDefaultAsync(cancellationToken);
        return import is null
            ? null
            : (import, await db.Set<ChannelRow>().SingleAsync(row => row.ChannelId == import.ChannelId, cancellationToken));
    }

    /// <returns>False when another process has gone on with this import in between.</returns>
    private async Task<bool> ImportAsync(OpenImport import, List<SaleFileRow> piece, CancellationToken cancellationToken)
    {
        RowOutcome[] outcomes = await importSales.RecordAsync(
            import.Channel, piece, ImportSales.Nobody, import.Row.IsDryRun, cancellationToken);
        Failpoint.Pass("import-recorded");
        bool isNoted = await gate.WriteAsync(
            WritePriority.Stage,
            async write =>
            {
                ImportRow stored = await write.Db.Set<ImportRow>()
                    .SingleAsync(row => row.ImportId == import.Row.ImportId, write.CancellationToken);
                if (stored.State != ImportState.Running || stored.ItemsDone != import.Row.ItemsDone)
                {
                    return false;
                }

                if (import.MayRepeatItself && !import.Row.IsDryRun)
                {
                    await OwnAsync(write, import.Row.ArrivalMark, outcomes);
                }

                import.Row.ItemsDone += piece.Count;
                import.Row.ArrivalMark = await TakeFile.ArrivalAsync(write);
                import.MayRepeatItself = false;
                write.Insert([.. piece.Zip(outcomes).SelectMany(one => Lines(import.Row.ImportId, one.First, one.Second))]);
                write.UpdateOne(import.Row, nameof(ImportRow.ItemsDone), nameof(ImportRow.ArrivalMark));
                Failpoint.Pass("import-before-note");
                return true;
            },
            cancellationToken);
        Failpoint.Pass("import-noted");
        return isNoted;
    }

    /// <summary>After a stop: an event known since the last note was recorded by this import, so its row is told as recorded, once.</summary>
    private static async Task OwnAsync(WriteTransaction write, long mark, RowOutcome[] outcomes)
    {
        SaleEventId[] repeated = [.. outcomes.Where(row => row.Outcome == ImportReport.Repeated).Select(row => row.SaleEventId!.Value)];
        HashSet<SaleEventId> own = [.. await write.Db.Set<SaleEventRow>()
            .Where(row => repeated.Contains(row.SaleEventId) && row.Arrival > mark)
            .Select(row => row.SaleEventId)
            .ToListAsync(write.CancellationToken)];
        own.ExceptWith(outcomes.Where(row => row.Outcome == ImportReport.Recorded).Select(row => row.SaleEventId!.Value));
        for (int index = 0; index < outcomes.Length; index++)
        {
            if (outcomes[index] is { Outcome: ImportReport.Repeated, SaleEventId: { } id } && own.Remove(id))
            {
                outcomes[index] = outcomes[index] with { Outcome = ImportReport.Recorded };
            }
        }
    }

    private static IEnumerable<ImportLineRow> Lines(Guid importId, SaleFileRow row, RowOutcome outcome) =>
        row.FurtherLines.Prepend(row.LineNumber).Select(line => new ImportLineRow
        {
            ImportId = importId,
            LineNumber = line,
            SaleNumber = Cut(outcome.SaleNumber, SaleNumber.MaxLength),
            Outcome = outcome.Outcome,
            Sentence = Cut(outcome.Sentence, ImportLineConfiguration.MaxSentenceLength)!,
            SaleEventId = outcome.SaleEventId,
        });

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : text[..most];

    /// <summary>The result is written before the end is noted: killed in between, it is written again.</summary>
    private async Task FinishAsync(ImportRow import, ImportState state, string? refusedBecause, CancellationToken cancellationToken)
    {
        import.State = state;
        import.RefusedBecause = Cut(refusedBecause, 1000);
        import.FinishedAt = clock.GetUtcNow();
        if (import.ResultPath is { } path)
        {
            await using RetoDbContext db = await databases.CreateDbContextAsync(cancellationToken);
            await using StreamWriter writer = new(path);
            await ImportResult.WriteAsync(db, import, writer, cancellationToken);
        }

        await gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                write.UpdateOne(import, nameof(ImportRow.State), nameof(ImportRow.RefusedBecause), nameof(ImportRow.FinishedAt));
                return Task.CompletedTask;
            },
            cancellationToken);
        folder.Drop(import.ImportId);
    }
}
