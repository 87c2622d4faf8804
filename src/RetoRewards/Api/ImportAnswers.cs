using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;
using RetoRewards.Sales.Files;

namespace RetoRewards.Api;

/// <summary>A file of sales and how far it has come.</summary>
/// <param name="ImportId">Its id.</param>
/// <param name="ChannelId">Whose file.</param>
/// <param name="FileName">What it is called.</param>
/// <param name="Format">Csv, Ndjson or Xlsx.</param>
/// <param name="State">Running, Done or Refused.</param>
/// <param name="IsDryRun">Whether its rows are judged only.</param>
/// <param name="CreatedAt">When it was taken.</param>
/// <param name="FinishedAt">When its last row had its outcome; null while it runs.</param>
/// <param name="RefusedBecause">Why the file as a whole is refused; null when it is not.</param>
/// <param name="Rows">Rows that have an outcome.</param>
/// <param name="Outcomes">How many rows ended in each outcome at the door; empty in a list.</param>
internal sealed record ImportAnswer(
    Guid ImportId,
    Guid ChannelId,
    string FileName,
    FileFormat Format,
    ImportState State,
    bool IsDryRun,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    string? RefusedBecause,
    int Rows,
    IReadOnlyDictionary<string, int> Outcomes)
{
    public static ImportAnswer Of(ImportRow row) => Of(row, new SortedDictionary<string, int>(StringComparer.Ordinal));

    /// <summary>With the counts of its outcomes.</summary>
    public static async Task<ImportAnswer> ReadAsync(RetoDbContext db, ImportRow row, CancellationToken cancellationToken)
    {
        Dictionary<string, int> outcomes = await db.Set<ImportLineRow>()
            .Where(line => line.ImportId == row.ImportId)
            .GroupBy(line => line.Outcome)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        return Of(row, new SortedDictionary<string, int>(outcomes, StringComparer.Ordinal));
    }

    private static ImportAnswer Of(ImportRow row, SortedDictionary<string, int> outcomes) => new(
        row.ImportId,
        row.ChannelId.Value,
        row.FileName,
        row.Format,
        row.State,
        row.IsDryRun,
        row.CreatedAt,
        row.FinishedAt,
        row.RefusedBecause,
        outcomes.Count == 0 ? row.ItemsDone : outcomes.Values.Sum(),
        outcomes);
}
