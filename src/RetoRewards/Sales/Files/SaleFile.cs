using System.Runtime.CompilerServices;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>Reads a file of sales row by row, in bounded memory.</summary>
internal static class SaleFile
{
    /// <summary>Every row behind the header, each as a sale or as a refusal.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="mapping">How its columns become sales.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="SaleFileException">The file is empty, is not of its format, or its header does not fit the mapping.</exception>
    public static IAsyncEnumerable<SaleFileRow> ReadAsync(
        Stream stream, FileFormat format, SaleFileMapping mapping, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<SaleFileRow> rows = MapAsync(RowsOf(stream, format, mapping, cancellationToken), mapping, cancellationToken);
        return mapping.RowsAreLines ? SaleLines.JoinAsync(rows, cancellationToken) : rows;
    }

    private static async IAsyncEnumerable<SaleFileRow> MapAsync(
        IAsyncEnumerable<TableRow> rows, SaleFileMapping mapping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int columns = 0;
        await foreach (TableRow row in rows.WithCancellation(cancellationToken))
        {
            if (columns == 0)
            {
                IReadOnlyList<string> header = row.Fields ?? throw new SaleFileException(row.Fault ?? "The first line of the file is no CSV.");
                if (header.Count > TableRow.MaxColumns)
                {
                    throw XlsxTable.TooManyColumns();
                }

                mapping.Bind(header);
                columns = header.Count;
            }
            else if (row.Fields?.Count == columns)
            {
                yield return mapping.Map(row.Number, row.Fields);
            }
            else
            {
                string sentence = row.Fault ?? $"The row has {row.Fields?.Count} fields and the header has {columns}.";
                yield return new SaleFileRow.Refused(Outcome.RowMalformed, sentence) { LineNumber = row.Number };
            }
        }

        if (columns == 0)
        {
            throw new SaleFileException("The file is empty.");
        }
    }

    private static IAsyncEnumerable<TableRow> RowsOf(
        Stream stream, FileFormat format, SaleFileMapping mapping, CancellationToken cancellationToken) => format switch
        {
            FileFormat.Csv => CsvTable.ReadAsync(stream, mapping.Separator, cancellationToken),
            FileFormat.Ndjson => NdjsonTable.ReadAsync(stream, mapping.Columns, mapping.IgnoresOtherColumns, cancellationToken),
            FileFormat.Xlsx => XlsxTable.Read(stream).ToAsyncEnumerable(),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
        };
}
