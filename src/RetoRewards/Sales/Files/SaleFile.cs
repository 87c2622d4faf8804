using System.Runtime.CompilerServices;
using CsvHelper;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>Reads a CSV file of sales row by row, in bounded memory.</summary>
/// <remarks>
/// A row is one line, also within quotes, although RFC 4180 allows line breaks there: so a quote that is never closed costs its own
/// row and not the rest of the file.
/// </remarks>
internal static class SaleFile
{
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    /// <summary>Every row behind the header, each as a sale or as a refusal.</summary>
    /// <exception cref="SaleFileException">The file is empty, or its header does not fit the mapping.</exception>
    public static async IAsyncEnumerable<SaleFileRow> ReadAsync(
        Stream stream, SaleFileMapping mapping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int columns = 0;
        await foreach (BoundedLine line in BoundedLines.ReadAsync(stream, cancellationToken))
        {
            string[]? fields = line.Fault is null ? Split(line.Text) : null;
            if (columns == 0)
            {
                mapping.Bind(fields ?? throw new SaleFileException(line.Fault ?? "The first line of the file is no CSV."));
                columns = fields.Length;
            }
            else if (fields?.Length == columns)
            {
                yield return mapping.Map(line.Number, fields);
            }
            else
            {
                yield return Malformed(line, fields?.Length, columns);
            }
        }

        if (columns == 0)
        {
            throw new SaleFileException("The file is empty.");
        }
    }

    private static SaleFileRow.Refused Malformed(BoundedLine line, int? fields, int columns)
    {
        string sentence = line.Fault
            ?? (fields is null ? "The quotes of the row do not match." : $"The row has {fields} fields and the header has {columns}.");
        return new SaleFileRow.Refused(Outcome.RowMalformed, sentence) { LineNumber = line.Number };
    }

    /// <summary>The fields of a line, or null when its quotes do not match.</summary>
    private static string[]? Split(string line)
    {
        using CsvReader reader = CsvReader.FromText(line, Options);
        try
        {
            return reader.Read() ? reader.Current.ToArray() : null;
        }
        catch (CsvFormatException)
        {
            return null;
        }
    }
}
