using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>What became of a row at the door.</summary>
/// <param name="LineNumber">The line of the file.</param>
/// <param name="SaleNumber">The number of its sale, where it could be read.</param>
/// <param name="Outcome">The stable code: <c>recorded</c>, <c>repeated</c>, <c>acceptable</c>, or <c>refused:</c> and why.</param>
/// <param name="Sentence">The same in words; empty for a row that was taken.</param>
/// <param name="SaleEventId">The event that it became; null for none.</param>
internal sealed record RowOutcome(long LineNumber, string? SaleNumber, string Outcome, string Sentence, SaleEventId? SaleEventId);

/// <summary>Counts of an import. Every row is in exactly one of the outcomes.</summary>
internal sealed class ImportReport
{
    public const string Recorded = "recorded";
    public const string Repeated = "repeated";

    /// <summary>What a dry run says of a row that would be recorded.</summary>
    public const string Acceptable = "acceptable";

    /// <summary>How many refused rows are kept as examples.</summary>
    private const int MaxExamples = 10;

    private readonly SortedDictionary<string, int> outcomes = new(StringComparer.Ordinal);
    private readonly List<RowOutcome> examples = [];

    /// <summary>Sales and refused rows behind the header: a sale of several rows counts once.</summary>
    public int RowsRead { get; private set; }

    /// <summary>How many rows ended in each outcome at the door.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => outcomes;

    /// <summary>The first refused rows.</summary>
    public IReadOnlyList<RowOutcome> Examples => examples;

    public void Add(RowOutcome row)
    {
        RowsRead++;
        outcomes[row.Outcome] = outcomes.GetValueOrDefault(row.Outcome) + 1;
        if (row.Sentence.Length > 0 && examples.Count < MaxExamples)
        {
            examples.Add(row);
        }
    }
}
