namespace RetoRewards.Sales.Files;

/// <summary>How the columns of a channel's files become sales, as data (docs/import.md).</summary>
internal sealed record ColumnMappingDocument
{
    /// <summary>The column that each field of a sale is read from. A column of a lookup is <c>lookup.column</c>.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>What a field is for every row that no column tells.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();

    /// <summary>The event id, with columns in braces: <c>{InvoiceNo}@{InvoiceDate}</c>. The sale number when left out.</summary>
    public string? EventId { get; init; }

    /// <summary>What stands between two fields of a CSV file: comma, semicolon, tab or bar.</summary>
    public string Separator { get; init; } = ",";

    /// <summary>What stands before the places of an amount: point or comma.</summary>
    public string DecimalSeparator { get; init; } = ".";

    /// <summary>How moments are written, as .NET's format strings; ISO 8601 when left out.</summary>
    public IReadOnlyList<string> Moments { get; init; } = [];

    /// <summary>The offset from UTC of moments that have none, such as <c>+03:00</c>; such moments are refused when left out.</summary>
    public string? Offset { get; init; }

    /// <summary>What the file writes for a value that is not there, beside nothing.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary><c>refuse</c> or <c>halfEven</c>: what happens to amounts with more places than the currency.</summary>
    public string Rounding { get; init; } = "refuse";

    /// <summary>True when rows that follow each other with the same sale number are lines of one sale.</summary>
    public bool RowsAreLines { get; init; }

    /// <summary>True when a sale that is told again with other content is a later version of it; otherwise the first telling stands.</summary>
    public bool Revises { get; init; }

    /// <summary>True when the file may have columns that the mapping does not name.</summary>
    public bool IgnoreOtherColumns { get; init; }

    /// <summary>Further files that stand beside this one, and how a row finds its row in them.</summary>
    public IReadOnlyList<LookupDocument> Lookups { get; init; } = [];

    /// <summary>Rows that are no sale; the first that applies decides.</summary>
    public IReadOnlyList<RefusalDocument> Refuse { get; init; } = [];
}

/// <summary>A further CSV file, of which each row of the main one finds at most one row.</summary>
/// <param name="Name">The name by which its columns are called.</param>
/// <param name="File">The name of the file, which stands in the same folder.</param>
/// <param name="Key">The column of it that is looked up.</param>
/// <param name="By">The column of the main file, or of a lookup above, whose value is looked up.</param>
internal sealed record LookupDocument(string? Name, string? File, string? Key, string? By);

/// <summary>Rows that are refused without being read as a sale.</summary>
/// <param name="Column">The column that tells.</param>
/// <param name="When"><c>startsWith</c>, <c>startsWithoutDigit</c>, <c>equals</c>, <c>isZero</c> or <c>isAbsent</c>.</param>
/// <param name="Value">What it is compared with, where the condition needs it.</param>
/// <param name="Outcome">The code of the outcome, such as <c>refused:not_a_sale</c>.</param>
/// <param name="Sentence">Why, for whoever reads the result.</param>
internal sealed record RefusalDocument(string? Column, string? When, string? Value, string? Outcome, string? Sentence);
