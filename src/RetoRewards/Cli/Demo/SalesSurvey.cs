using RetoRewards.Sales.Files;

namespace RetoRewards.Cli.Demo;

/// <summary>What must be known of a file before its sales are imported: who is to be enrolled, and how far the terms reach back.</summary>
/// <param name="Rows">Rows behind the header.</param>
/// <param name="Referrers">Everyone whom a row names as referrer.</param>
/// <param name="FirstSoldAt">The earliest sale; null when the file has none.</param>
internal sealed record SalesSurvey(int Rows, IReadOnlyList<string> Referrers, DateTimeOffset? FirstSoldAt)
{
    /// <summary>Most referrers that a file may name, since they are held in memory.</summary>
    private const int MaxReferrers = 100_000;

    /// <exception cref="SaleFileException">The file as a whole cannot be read, or names too many referrers.</exception>
    public static async Task<SalesSurvey> OfAsync(string path, string mapping, CancellationToken cancellationToken)
    {
        int rows = 0;
        DateTimeOffset? first = null;
        SortedSet<string> referrers = new(StringComparer.Ordinal);
        SaleFileMapping columns = await InventedReferrers.OpenAsync(mapping, path, cancellationToken);
        await using FileStream stream = File.OpenRead(path);
        await foreach (SaleFileRow row in SaleFile.ReadAsync(stream, FileFormats.OfName(path), columns, cancellationToken))
        {
            rows++;
            if (row is SaleFileRow.Sale sale)
            {
                DateTimeOffset soldAt = sale.Submission.Draft.SoldAt;
                first = first is null || soldAt < first ? soldAt : first;
                if (sale.Referrer is not null && referrers.Add(sale.Referrer) && referrers.Count > MaxReferrers)
                {
                    throw new SaleFileException($"The file names more than {MaxReferrers} referrers.");
                }
            }
        }

        return new SalesSurvey(rows, [.. referrers], first);
    }
}
