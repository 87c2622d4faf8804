using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Ledger;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

/// <summary>Adds up a campaign's balances by the kind of account, exactly.</summary>
internal static class CampaignReport
{
    public static async Task<CampaignReportAnswer> ReadAsync(RetoDbContext db, CampaignId campaign, CancellationToken cancellationToken)
    {
        Dictionary<AccountKind, Int128> sums = [];
        IAsyncEnumerable<LedgerAccountRow> accounts = db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign)
            .AsAsyncEnumerable();
        await foreach (LedgerAccountRow account in accounts.WithCancellation(cancellationToken))
        {
            if (!AccountName.TryParse(account.Name, out AccountName name))
            {
                throw new InvalidOperationException($"The ledger holds an account of no known kind: {account.Name}.");
            }

            sums[name.Kind] = checked(sums.GetValueOrDefault(name.Kind) + account.Balance.BaseUnits);
        }

        string Sum(AccountKind kind, int sign = 1) => Tokens(sign * sums.GetValueOrDefault(kind));

        return new CampaignReportAnswer(
            campaign.Value,
            Sum(AccountKind.World, -1),
            Sum(AccountKind.Budget),
            Sum(AccountKind.Pending),
            Sum(AccountKind.Payable),
            Sum(AccountKind.InFlight),
            Sum(AccountKind.Paid),
            Sum(AccountKind.Settled),
            Sum(AccountKind.Receivable),
            Sum(AccountKind.Unidentified));
    }

    /// <summary>A number of base units in RETO, as a decimal string.</summary>
    public static string Tokens(Int128 baseUnits) => new LedgerBalance(baseUnits).ToAmount().ToString();
}
