using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>What of a campaign is to change; what is left out stays.</summary>
internal sealed record EditCampaignRequest(string? Name, string? LandingUrl);

/// <summary>Changes what a campaign is called and where its links land. Its terms are appended, never edited.</summary>
internal sealed class EditCampaign
{
    /// <param name="expectedVersion">What the caller read; null when any version will do.</param>
    public static async Task<Outcome<CampaignRow>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, CampaignId campaignId, int? expectedVersion, EditCampaignRequest request)
    {
        CampaignRow? campaign = await transaction.Db.Set<CampaignRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == campaignId, transaction.CancellationToken);
        if (campaign is null || !caller.Sees(campaign.PartnerId))
        {
            return Refusal.NotFound("campaign");
        }

        if (expectedVersion is { } expected && expected != campaign.Version)
        {
            return Refusal.Stale;
        }

        FieldChecks checks = new();
        campaign.Name = request.Name is null ? campaign.Name : checks.Text("/name", request.Name, CreatePartner.MaxNameLength);
        campaign.LandingUrl = request.LandingUrl is null
            ? campaign.LandingUrl
            : checks.WebAddress("/landingUrl", request.LandingUrl, CreateCampaign.MaxUrlLength);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        campaign.Version++;
        transaction.UpdateOne(campaign, nameof(CampaignRow.Name), nameof(CampaignRow.LandingUrl), nameof(CampaignRow.Version));
        return campaign;
    }
}
