using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RetoRewards.Sales.Files;

/// <summary>Reads a JSON object a line: its members are the columns, and the mapping says which there can be.</summary>
internal static class NdjsonTable
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>Every row, after a first one that names the columns.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="columns">The members that are read.</param>
    /// <param name="ignoresOthers">True when an object may have members beside them.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <exception cref="SaleFileException">The file is in UTF-16.</exception>
    public static async IAsyncEnumerable<TableRow> ReadAsync(
        Stream stream, IReadOnlyList<string> columns, bool ignoresOthers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<string, int> positions = new(StringComparer.Ordinal);
        for (int index = 0; index < columns.Count; index++)
        {
            positions[columns[index]] = index;
        }

        yield return new TableRow(0, columns, null);
        await foreach (BoundedLine line in BoundedLines.ReadAsync(stream, cancellationToken))
        {
            yield return line.Fault is { } fault ? TableRow.Broken(line.Number, fault) : Read(line, positions, ignoresOthers);
        }
    }

    private static TableRow Read(BoundedLine line, Dictionary<string, int> positions, bool ignoresOthers)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line.Text, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return TableRow.Broken(line.Number, "The line is no JSON object.");
            }

            string[] fields = new string[positions.Count];
            Array.Fill(fields, string.Empty);
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                if (positions.TryGetValue(member.Name, out int index))
                {
                    if (Text(member.Value) is not { } text)
                    {
                        return TableRow.Broken(line.Number, $"The member '{member.Name}' is neither text nor number.");
                    }

                    fields[index] = text;
                }
                else if (!ignoresOthers)
                {
                    return TableRow.Broken(line.Number, "The object has a member that is not part of the format.");
                }
            }

            return new TableRow(line.Number, fields, null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Invalid JSON, or a text with half of a surrogate pair.
            return TableRow.Broken(line.Number, "The line is no JSON, or names a member twice.");
        }
    }

    /// <summary>A number keeps the digits it was written with.</summary>
    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Null => string.Empty,
        _ => null,
    };
}
