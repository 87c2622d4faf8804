namespace RetoRewards.Sales.Files;

/// <summary>Where the named columns of a file stand.</summary>
internal sealed class CsvColumns
{
    private const int MaxShownLength = 60;

    private readonly Dictionary<string, int> positions;

    private CsvColumns(Dictionary<string, int> positions)
    {
        this.positions = positions;
    }

    /// <exception cref="SaleFileException">A required column is missing, or one is unknown or named twice.</exception>
    public static CsvColumns Bind(
        IReadOnlyList<string> header, IReadOnlyCollection<string> required, IReadOnlyCollection<string> optional, bool ignoresOthers = false)
    {
        Dictionary<string, int> positions = new(StringComparer.Ordinal);
        for (int index = 0; index < header.Count; index++)
        {
            string name = header[index].Trim();
            if (!required.Contains(name) && !optional.Contains(name))
            {
                if (ignoresOthers)
                {
                    continue;
                }

                throw new SaleFileException(
                    $"The file has a column '{Shown(name)}' that is not part of its format. The columns are: {string.Join(", ", required.Concat(optional))}.");
            }

            if (!positions.TryAdd(name, index))
            {
                throw new SaleFileException($"The file has the column '{name}' twice.");
            }
        }

        string[] missing = [.. required.Where(name => !positions.ContainsKey(name))];
        return missing.Length == 0
            ? new CsvColumns(positions)
            : throw new SaleFileException(
                $"The first line of the file must name its columns, and it lacks: {string.Join(", ", missing)}.");
    }

    /// <summary>A name as a sentence may repeat it.</summary>
    private static string Shown(string name) =>
        string.Concat(name.Take(MaxShownLength).Select(character => char.IsControl(character) ? '?' : character));

    /// <summary>The field of a column without the blanks around it; null when it is empty or the file has no such column.</summary>
    public string? Read(IReadOnlyList<string> fields, string column)
    {
        string? text = positions.TryGetValue(column, out int index) ? fields[index].Trim() : null;
        return string.IsNullOrEmpty(text) ? null : text;
    }
}
