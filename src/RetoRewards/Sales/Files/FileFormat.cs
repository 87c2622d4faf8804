namespace RetoRewards.Sales.Files;

/// <summary>How a file of sales is written.</summary>
internal enum FileFormat
{
    /// <summary>Separated values, one row a line.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Ndjson,

    /// <summary>A workbook of Excel 2007 or later; its first sheet is read.</summary>
    Xlsx,
}

/// <summary>Which format a file is in.</summary>
internal static class FileFormats
{
    /// <summary>The format by the ending of the name; CSV when it says nothing else.</summary>
    public static FileFormat OfName(string name) => Path.GetExtension(name).ToUpperInvariant() switch
    {
        ".XLSX" => FileFormat.Xlsx,
        ".NDJSON" or ".JSONL" => FileFormat.Ndjson,
        _ => FileFormat.Csv,
    };

    /// <summary>The ending that <see cref="OfName"/> reads back.</summary>
    public static string Ending(this FileFormat format) => format switch
    {
        FileFormat.Xlsx => ".xlsx",
        FileFormat.Ndjson => ".ndjson",
        _ => ".csv",
    };
}
