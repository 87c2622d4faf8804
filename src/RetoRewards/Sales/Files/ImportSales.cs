using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>Records the sales of a file through the one intake, a bounded number at a time; every row gets an outcome.</summary>
internal sealed class ImportSales(RecordEvents recordEvents)
{
    /// <param name="channel">The channel that the file speaks for.</param>
    /// <param name="stream">The file.</param>
    /// <param name="mapping">How its columns become sales.</param>
    /// <param name="codes">The code of each referrer that a row may name.</param>
    /// <param name="progress">Told the number of rows read so far; null for nobody.</param>
    /// <param name="cancellationToken">Stops between two bounded pieces; what was recorded stays, and the file can be read again.</param>
    /// <exception cref="SaleFileException">The file as a whole cannot be read.</exception>
    public async Task<ImportReport> ExecuteAsync(
        ChannelRow channel,
        Stream stream,
        SaleFileMapping mapping,
        IReadOnlyDictionary<string, string> codes,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        ImportReport report = new();
        List<SaleFileRow.Sale> waiting = new(RecordEvents.MaxSubmissions);
        await foreach (SaleFileRow row in SaleFile.ReadAsync(stream, mapping, cancellationToken))
        {
            switch (row)
            {
                case SaleFileRow.Sale sale when sale.Referrer is null || codes.ContainsKey(sale.Referrer):
                    waiting.Add(sale);
                    break;
                case SaleFileRow.Sale sale:
                    report.Add(new RowOutcome(row.LineNumber, Outcome.CodeUnknown.Code(), $"Nobody is enrolled as the referrer '{sale.Referrer}'."));
                    break;
                case SaleFileRow.Refused refused:
                    report.Add(new RowOutcome(row.LineNumber, refused.Outcome.Code(), refused.Sentence));
                    break;
            }

            if (waiting.Count == RecordEvents.MaxSubmissions)
            {
                await RecordAsync(channel, waiting, codes, report, cancellationToken);
                progress?.Report(report.RowsRead);
            }
        }

        await RecordAsync(channel, waiting, codes, report, cancellationToken);
        progress?.Report(report.RowsRead);
        return report;
    }

    private async Task RecordAsync(
        ChannelRow channel,
        List<SaleFileRow.Sale> waiting,
        IReadOnlyDictionary<string, string> codes,
        ImportReport report,
        CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
        {
            return;
        }

        SaleSubmission[] submissions =
        [
            .. waiting.Select(sale => sale.Referrer is null ? sale.Submission : sale.Submission with { Code = codes[sale.Referrer] }),
        ];
        SaleAnswer[] answers = await recordEvents.ExecuteAsync(channel, submissions, cancellationToken);
        for (int index = 0; index < answers.Length; index++)
        {
            report.Add(answers[index] switch
            {
                SaleAnswer.Recorded => new RowOutcome(waiting[index].LineNumber, ImportReport.Recorded, ""),
                SaleAnswer.Repeated => new RowOutcome(waiting[index].LineNumber, ImportReport.Repeated, ""),
                SaleAnswer.Refused refused => new RowOutcome(waiting[index].LineNumber, $"refused:{refused.Code}", refused.Sentence),
                _ => throw new InvalidOperationException("A sale is recorded, repeated or refused."),
            });
        }

        waiting.Clear();
    }
}
