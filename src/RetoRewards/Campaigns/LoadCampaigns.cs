using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>Makes the domain's campaigns from their rows.</summary>
/// <remarks>Terms never change once stored, so a version is parsed once in the life of the process.</remarks>
internal sealed class LoadCampaigns
{
    private readonly ConcurrentDictionary<(CampaignId Campaign, int Version), Terms> parsed = new();

    /// <summary>The campaigns of these ids with all their terms.</summary>
    public async Task<Dictionary<CampaignId, Campaign>> ExecuteAsync(
        RetoDbContext db, IReadOnlyCollection<CampaignId> ids, CancellationToken cancellationToken)
    {
        CampaignRow[] rows = await db.Set<CampaignRow>().Where(row => ids.Contains(row.CampaignId)).ToArrayAsync(cancellationToken);
        ILookup<CampaignId, CampaignTermsRow> terms = (await db.Set<CampaignTermsRow>()
                .Where(row => ids.Contains(row.CampaignId))
                .OrderBy(row => row.TermsVersion)
                .ToArrayAsync(cancellationToken))
            .ToLookup(row => row.CampaignId);
        return rows.ToDictionary(
            row => row.CampaignId,
            row => Campaign.Restore(
                row.CampaignId, row.PartnerId, row.StartsAt, row.EndsAt, row.State, terms[row.CampaignId].Select(Parse)));
    }

    private Terms Parse(CampaignTermsRow row) => parsed.GetOrAdd((row.CampaignId, row.TermsVersion), _ => row.Read());
}
