using System.Globalization;
using System.Text.RegularExpressions;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Sales;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Simulation;

/// <summary>A ledger in words that hang on no random id, so that two lives of one seed can be compared line by line.</summary>
internal static partial class SimulatedLedger
{
    /// <summary>The campaign's transactions in their order, each with its postings.</summary>
    /// <param name="shop">Whose ledger.</param>
    /// <param name="names">What ids of participants and campaigns are called.</param>
    public static async Task<string[]> ReadAsync(Shop shop, IReadOnlyDictionary<Guid, string> names)
    {
        Dictionary<Guid, string> known = new(names);
        foreach (SaleEventRow row in await shop.RowsAsync<SaleEventRow>())
        {
            known.Add(row.SaleEventId.Value, row.EventId);
        }

        foreach (PayoutBatchRow row in await shop.RowsAsync<PayoutBatchRow>())
        {
            known.Add(row.PayoutBatchId.Value, string.Create(CultureInfo.InvariantCulture, $"batch-{row.Ordinal}"));
        }

        Dictionary<long, string> accounts = (await shop.RowsAsync<LedgerAccountRow>()).ToDictionary(row => row.AccountId, row => Named(row.Name));
        ILookup<long, string> postings = (await shop.RowsAsync<LedgerPostingRow>()).ToLookup(
            row => row.Position, row => $"{accounts[row.FromAccountId]} > {accounts[row.ToAccountId]} {row.Amount}");
        // The postings of a transaction are a set: their order follows the random ids of the participants.
        return [.. (await shop.RowsAsync<LedgerTransactionRow>()).OrderBy(row => row.Position).Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Position} {row.Kind} {Named(row.Reference)} {row.At:O}: {string.Join("; ", postings[row.Position].Order(StringComparer.Ordinal))}"))];

        string Named(string text) => AnId().Replace(text, id => known.GetValueOrDefault(Guid.Parse(id.Value), "an unknown id"));
    }

    [GeneratedRegex("[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex AnId();
}
