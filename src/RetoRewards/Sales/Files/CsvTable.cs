using System.Runtime.CompilerServices;
using CsvHelper;

namespace RetoRewards.Sales.Files;

/// <summary>Reads separated values row by row, in bounded memory.</summary>
/// <remarks>
/// A row is one line, also within quotes, although RFC 4180 allows line breaks there: so a quote that is never closed costs its own
/// row and not the rest of the file.
/// </remarks>
internal static class CsvTable
{
    /// <summary>Every row, the header first.</summary>
    /// <exception cref="SaleFileException">The file is in UTF-16.</exception>
    public static async IAsyncEnumerable<TableRow> ReadAsync(
        Stream stream, char separator, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CsvReaderOptions options = new()
        {
            Separator = separator,
            HasHeader = false,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        await foreach (BoundedLine line in BoundedLines.ReadAsync(stream, cancellationToken))
        {
            yield return line.Fault is { } fault ? TableRow.Broken(line.Number, fault)
                : Split(line.Text, options) is { } fields ? new TableRow(line.Number, fields, null)
                : TableRow.Broken(line.Number, "The quotes of the row do not match.");
        }
    }

    /// <summary>The fields of a line, or null when its quotes do not match.</summary>
    private static string[]? Split(string line, CsvReaderOptions options)
    {
        using CsvReader reader = CsvReader.FromText(line, options);
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
