using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>A campaign to be made.</summary>
/// <param name="PartnerId">Who funds it; a partner's key may leave it out.</param>
/// <param name="Name">What people call it; up to 200 characters.</param>
/// <param name="LandingUrl">Where a referral link lands; https.</param>
/// <param name="StartsAt">The first moment of a sale that may earn.</param>
/// <param name="EndsAt">The first moment of a sale that no longer earns.</param>
/// <param name="Terms">The first version of its terms.</param>
internal sealed record CreateCampaignRequest(
    Guid? PartnerId, string? Name, string? LandingUrl, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, JsonElement? Terms);

/// <summary>The campaign with its first terms.</summary>
internal sealed record CampaignCreated(CampaignRow Campaign, CampaignTermsRow Terms);

/// <summary>Makes a draft with its first terms. It is funded on chain, by its partner, and launched after that.</summary>
internal sealed class CreateCampaign(TimeProvider clock)
{
    /// <summary>Longest address, in characters.</summary>
    public const int MaxUrlLength = 2000;

    public async Task<Outcome<CampaignCreated>> ExecuteAsync(WriteTransaction transaction, Caller caller, CreateCampaignRequest request)
    {
        FieldChecks checks = new();
        PartnerId partner = caller.PartnerFor(checks, request.PartnerId);
        string name = checks.Text("/name", request.Name, CreatePartner.MaxNameLength);
        string landingUrl = checks.WebAddress("/landingUrl", request.LandingUrl, MaxUrlLength);
        DateTimeOffset startsAt = checks.Required("/startsAt", request.StartsAt);
        DateTimeOffset endsAt = checks.Required("/endsAt", request.EndsAt);
        Terms? terms = TermsDocument.Read(checks, "/terms", request.Terms);
        if (request.StartsAt is not null && request.EndsAt is not null && endsAt <= startsAt)
        {
            checks.Add("/endsAt", "window_empty", "A campaign ends after it starts.");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!await transaction.Db.Set<PartnerRow>().AnyAsync(row => row.PartnerId == partner, transaction.CancellationToken))
        {
            return Refusal.NotFound("partner");
        }

        DateTimeOffset now = clock.GetUtcNow();
        Campaign campaign = new(new CampaignId(Guid.CreateVersion7(now)), partner, startsAt, endsAt);
        CampaignRefusal unpublished = campaign.Publish(terms!, now);
        if (unpublished != CampaignRefusal.None)
        {
            return CampaignSentences.Refuse(unpublished);
        }

        CampaignTermsRow termsRow = StoredTerms.Row(campaign.Id, terms!, now);
        if (await StoredTerms.RefuseKnownAsync(transaction, termsRow) is { } known)
        {
            return known;
        }

        CampaignRow row = new()
        {
            CampaignId = campaign.Id,
            PartnerId = partner,
            Name = name,
            State = campaign.State,
            StartsAt = campaign.StartsAt,
            EndsAt = campaign.EndsAt,
            LandingUrl = landingUrl,
            ChainCampaignId = null,
            CreatedAt = now,
            Version = 1,
        };
        transaction.InsertOne(row);
        transaction.InsertOne(termsRow);
        return new CampaignCreated(row, termsRow);
    }
}
