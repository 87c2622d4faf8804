namespace RetoRewards.Sales.Files;

/// <summary>The further files of a mapping, held in memory.</summary>
internal sealed class Lookups
{
    /// <summary>Most rows of all further files together.</summary>
    public const int MaxRows = 200_000;

    private readonly Dictionary<string, Dictionary<string, IReadOnlyDictionary<string, string>>> tables = new(StringComparer.Ordinal);

    private Lookups()
    {
    }

    public static Lookups None { get; } = new();

    /// <summary>Reads the further files from the folder of the main one.</summary>
    /// <exception cref="SaleFileException">A file is missing, cannot be read, lacks its key or names one twice, or there are too many rows.</exception>
    public static async Task<Lookups> ReadAsync(ColumnMappingDocument mapping, string folder, CancellationToken cancellationToken)
    {
        Lookups lookups = new();
        int rows = 0;
        foreach (LookupDocument lookup in mapping.Lookups)
        {
            string path = Path.Combine(folder, lookup.File!);
            if (!File.Exists(path))
            {
                throw new SaleFileException($"The mapping needs the file {lookup.File} beside the main one.");
            }

            await using FileStream stream = File.OpenRead(path);
            Dictionary<string, IReadOnlyDictionary<string, string>> table = new(StringComparer.Ordinal);
            List<string> header = [];
            await foreach (TableRow row in CsvTable.ReadAsync(stream, mapping.Separator[0], cancellationToken))
            {
                if (row.Fields is not { } fields || (header.Count > 0 && fields.Count != header.Count))
                {
                    throw new SaleFileException($"Line {row.Number} of {lookup.File} cannot be read. {row.Fault}".TrimEnd());
                }

                if (header.Count == 0)
                {
                    header.AddRange(fields);
                    Require(lookup, header);
                    continue;
                }

                if (++rows > MaxRows)
                {
                    throw new SaleFileException($"The further files have more than {MaxRows} rows.");
                }

                Dictionary<string, string> named = header.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
                if (!table.TryAdd(named[lookup.Key!], named))
                {
                    throw new SaleFileException($"{lookup.File} has the {lookup.Key} {named[lookup.Key!]} twice.");
                }
            }

            lookups.tables[lookup.Name!] = table;
        }

        return lookups;
    }

    /// <summary>The field of the row that a key finds; null when there is none.</summary>
    public string? Find(string lookup, string? key, string column) =>
        key is not null && tables.TryGetValue(lookup, out var table) && table.TryGetValue(key, out var row)
            ? row.GetValueOrDefault(column)
            : null;

    private static void Require(LookupDocument lookup, List<string> header)
    {
        if (header.Distinct(StringComparer.Ordinal).Count() != header.Count || !header.Contains(lookup.Key!))
        {
            throw new SaleFileException($"{lookup.File} lacks the column {lookup.Key}, or names a column twice.");
        }
    }
}
