using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>What of a campaign is to change; what is left out stays.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="LandingUrl">Where a referral link lands.</param>
/// <param name="PayoutMinimum">RETO in decimal notation: a batch is planned once so much is payable.</param>
/// <param name="PayoutCadenceSeconds">A batch is planned whatever its amount once a reward has been payable for so long; 0 to 31 days.</param>
/// <param name="MaxFeePerGasWei">Most wei a gas, in decimal notation, that is paid for this campaign's batches; 1 or more.</param>
internal sealed record EditCampaignRequest(
    string? Name,
    string? LandingUrl,
    string? PayoutMinimum = null,
    long? PayoutCadenceSeconds = null,
    string? MaxFeePerGasWei = null);

/// <summary>Changes what a campaign is called, where its links land and how it is paid out. Its terms are appended, never edited.</summary>
internal sealed class EditCampaign
{
    private const long MaxCadenceSeconds = 31 * 86_400;

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
        EditPayouts(campaign, request, checks);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        campaign.Version++;
        transaction.UpdateOne(
            campaign,
            nameof(CampaignRow.Name),
            nameof(CampaignRow.LandingUrl),
            nameof(CampaignRow.PayoutMinimum),
            nameof(CampaignRow.PayoutCadenceSeconds),
            nameof(CampaignRow.MaxFeePerGasWei),
            nameof(CampaignRow.Version));
        return campaign;
    }

    private static void EditPayouts(CampaignRow campaign, EditCampaignRequest request, FieldChecks checks)
    {
        if (request.PayoutMinimum is { } minimum)
        {
            if (TokenAmount.TryParse(minimum, out TokenAmount amount))
            {
                campaign.PayoutMinimum = amount;
            }
            else
            {
                checks.Add("/payoutMinimum", "invalid_amount", "An amount of RETO in decimal notation, with at most 18 places.");
            }
        }

        if (request.PayoutCadenceSeconds is { } cadence)
        {
            campaign.PayoutCadenceSeconds = cadence;
            if (cadence is < 0 or > MaxCadenceSeconds)
            {
                checks.Add("/payoutCadenceSeconds", "out_of_range", $"From 0 to {MaxCadenceSeconds} seconds.");
            }
        }

        if (request.MaxFeePerGasWei is { } fee)
        {
            if (long.TryParse(fee, NumberStyles.None, CultureInfo.InvariantCulture, out long wei) && wei > 0)
            {
                campaign.MaxFeePerGasWei = wei;
            }
            else
            {
                checks.Add("/maxFeePerGasWei", "invalid_amount", "A whole number of wei above 0, in decimal notation.");
            }
        }
    }
}
