using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>Somebody whom a file names.</summary>
/// <param name="ParticipantId">Who it is.</param>
/// <param name="Code">The code that is put on the sales of whom he brought.</param>
internal sealed record ImportedPerson(ParticipantId ParticipantId, string Code);

/// <summary>Records the sales of a file through the one intake, a bounded number at a time; every row gets an outcome.</summary>
internal sealed class ImportSales(RecordEvents recordEvents)
{
    /// <summary>For files that name nobody but by code.</summary>
    public static readonly IReadOnlyDictionary<string, ImportedPerson> Nobody = new Dictionary<string, ImportedPerson>();

    /// <summary>Records a whole file.</summary>
    /// <param name="channel">The channel that the file speaks for.</param>
    /// <param name="rows">The file.</param>
    /// <param name="people">Everyone whom a row may name.</param>
    /// <param name="progress">Told the number of rows read so far; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two bounded pieces; what was recorded stays, and the file can be read again.</param>
    /// <exception cref="SaleFileException">The file as a whole cannot be read.</exception>
    public async Task<ImportReport> ExecuteAsync(
        ChannelRow channel,
        IAsyncEnumerable<SaleFileRow> rows,
        IReadOnlyDictionary<string, ImportedPerson> people,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        ImportReport report = new();
        List<SaleFileRow> piece = new(RecordEvents.MaxSubmissions);
        await foreach (SaleFileRow row in rows.WithCancellation(cancellationToken))
        {
            piece.Add(row);
            if (piece.Count == RecordEvents.MaxSubmissions)
            {
                await RecordPieceAsync();
            }
        }

        await RecordPieceAsync();
        return report;

        async Task RecordPieceAsync()
        {
            Array.ForEach(await RecordAsync(channel, piece, people, isDryRun: false, cancellationToken), report.Add);
            piece.Clear();
            progress?.Report(report.RowsRead);
        }
    }

    /// <summary>Records a piece of a file.</summary>
    /// <param name="channel">The channel that the file speaks for.</param>
    /// <param name="rows">At most as many as the intake takes in one call.</param>
    /// <param name="people">Everyone whom a row may name.</param>
    /// <param name="isDryRun">True when the rows are judged only.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>An outcome for each row, in their order.</returns>
    public async Task<RowOutcome[]> RecordAsync(
        ChannelRow channel,
        IReadOnlyList<SaleFileRow> rows,
        IReadOnlyDictionary<string, ImportedPerson> people,
        bool isDryRun,
        CancellationToken cancellationToken)
    {
        RowOutcome[] outcomes = new RowOutcome[rows.Count];
        List<(int Index, SaleSubmission Submission)> sales = new(rows.Count);
        for (int index = 0; index < rows.Count; index++)
        {
            switch (rows[index])
            {
                case SaleFileRow.Refused refused:
                    outcomes[index] = new RowOutcome(refused.LineNumber, refused.SaleNumber, refused.Outcome.Code(), refused.Sentence, null);
                    break;
                case SaleFileRow.Sale sale when sale.Referrer is not null && !people.ContainsKey(sale.Referrer):
                    outcomes[index] = new RowOutcome(
                        sale.LineNumber,
                        sale.Submission.Draft.Number,
                        Outcome.CodeUnknown.Code(),
                        $"Nobody is enrolled as the referrer '{sale.Referrer}'.",
                        null);
                    break;
                case SaleFileRow.Sale sale:
                    sales.Add((index, WithPeople(sale, people)));
                    break;
            }
        }

        SaleSubmission[] submissions = [.. sales.Select(sale => sale.Submission)];
        SaleAnswer[] answers = submissions.Length == 0 ? []
            : isDryRun ? await recordEvents.JudgeAsync(channel, submissions, cancellationToken)
            : await recordEvents.ExecuteAsync(channel, submissions, cancellationToken);
        foreach ((SaleAnswer answer, (int index, SaleSubmission submission)) in answers.Zip(sales))
        {
            outcomes[index] = Answered(rows[index].LineNumber, submission.Draft.Number, answer, isDryRun);
        }

        return outcomes;
    }

    private static RowOutcome Answered(long line, string? number, SaleAnswer answer, bool isDryRun) => answer switch
    {
        SaleAnswer.Recorded when isDryRun => new RowOutcome(line, number, ImportReport.Acceptable, "", null),
        SaleAnswer.Recorded recorded => new RowOutcome(line, number, ImportReport.Recorded, "", recorded.SaleEventId),
        SaleAnswer.Repeated repeated => new RowOutcome(line, number, ImportReport.Repeated, "", isDryRun ? null : repeated.SaleEventId),
        SaleAnswer.Refused refused => new RowOutcome(line, number, $"refused:{refused.Code}", refused.Sentence, null),
        _ => throw new InvalidOperationException("A sale is recorded, repeated or refused."),
    };

    /// <summary>A seller that is nobody's name and no participant's id is kept as the name of an employee.</summary>
    private static SaleSubmission WithPeople(SaleFileRow.Sale sale, IReadOnlyDictionary<string, ImportedPerson> people)
    {
        SaleSubmission submission = sale.Referrer is null ? sale.Submission : sale.Submission with { Code = people[sale.Referrer].Code };
        return sale.Seller switch
        {
            null => submission,
            _ when people.TryGetValue(sale.Seller, out ImportedPerson? seller) => submission with { Seller = seller.ParticipantId },
            _ when Guid.TryParseExact(sale.Seller, "D", out Guid id) && id != Guid.Empty => submission with { Seller = new ParticipantId(id) },
            _ => submission with { Employee = submission.Employee ?? sale.Seller },
        };
    }
}
