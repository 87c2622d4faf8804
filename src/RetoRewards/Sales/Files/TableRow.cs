namespace RetoRewards.Sales.Files;

/// <summary>A row of a file: its fields in the order of the columns, or what is wrong with it. The first row names the columns.</summary>
/// <param name="Number">The line of the file, or the row of the sheet, from 1.</param>
/// <param name="Fields">The fields; null when the row cannot be read.</param>
/// <param name="Fault">Why it cannot be read; null when it can.</param>
internal readonly record struct TableRow(long Number, IReadOnlyList<string>? Fields, string? Fault)
{
    /// <summary>Most columns of a file: what names a sale needs a few dozen.</summary>
    public const int MaxColumns = 1000;

    public static TableRow Broken(long number, string fault) => new(number, null, fault);
}
