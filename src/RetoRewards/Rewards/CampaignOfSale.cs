using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>The campaign that a sale belongs to: its code's, else the one that bound its customer, else that of the click which it names,
/// else the partner's oldest in whose window it falls.</summary>
internal static class CampaignOfSale
{
    /// <summary>Finds it for every sale that no decision has put into one.</summary>
    public static async Task FindAsync(
        RetoDbContext db, IReadOnlyCollection<SaleCase> cases, People people, CancellationToken cancellationToken)
    {
        SaleCase[] homeless = [.. cases.Where(one => one.Campaign is null)];
        if (homeless.Length == 0)
        {
            return;
        }

        PartnerId[] partners = [.. homeless.Select(one => one.Row.PartnerId).Distinct()];
        CampaignRow[] open = await db.Set<CampaignRow>()
            .Where(row => partners.Contains(row.PartnerId) && row.State != CampaignState.Draft && row.State != CampaignState.Closed)
            .OrderBy(row => row.CreatedAt)
            .ToArrayAsync(cancellationToken);
        foreach (SaleCase one in homeless)
        {
            one.Campaign = people.CampaignOfCode(one.Row.Code)
                ?? people.CampaignOfBinding(one.Row.CustomerId)
                ?? (people.CampaignOfClick(one.Row) is { } clicked
                    && open.Any(row => row.PartnerId == one.Row.PartnerId && row.CampaignId == clicked) ? (CampaignId?)clicked : null)
                ?? open.FirstOrDefault(row => row.PartnerId == one.Row.PartnerId
                        && row.StartsAt <= one.Row.SoldAt && one.Row.SoldAt < row.EndsAt)
                    ?.CampaignId;
        }
    }
}
