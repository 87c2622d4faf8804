using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Divides the deciding between processes that write beside one another: each holds the partners whose events it decides.</summary>
/// <remarks>Sales, customers, campaigns, budgets and journals are a partner's, so whoever holds it decides about it alone (docs/decisions/0061).</remarks>
internal static class HoldPartners
{
    /// <summary>The next events whose partners are looked at.</summary>
    public const int MaxEventsLookedAt = 2048;

    /// <summary>Claims half of the partners whose events are next, so that another process finds the other half free.</summary>
    /// <returns>The partners held; none when others hold them all.</returns>
    public static async Task<PartnerId[]> ClaimAsync(WriteTransaction write, IQueryable<SaleEventRow> due)
    {
        PartnerId[] next = [.. (await due.OrderBy(row => row.Arrival).Take(MaxEventsLookedAt).Select(row => row.PartnerId)
            .ToArrayAsync(write.CancellationToken)).Distinct()];
        return next.Length == 0 ? [] : [.. write.Claim<PartnerRow, PartnerId>(next, (next.Length + 1) / 2)];
    }

    /// <summary>Whether all campaigns of a run are of the partners held. Those that several partners fund are not.</summary>
    public static async Task<bool> CoverAsync(WriteTransaction write, PartnerId[] held, EventsToDecide work)
    {
        CampaignId[] campaigns = [.. work.Budgets
            .Concat(work.Cases.Values.SelectMany(one => one.Decided.Values).SelectMany(made => made.Rewards).Select(reward => reward.Row.CampaignId))
            .Distinct()];
        return !await write.Db.Set<CampaignRow>().AnyAsync(
            row => campaigns.Contains(row.CampaignId) && !held.Contains(row.PartnerId), write.CancellationToken);
    }
}
