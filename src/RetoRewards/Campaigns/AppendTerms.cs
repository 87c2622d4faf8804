using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>A further version of terms.</summary>
/// <param name="Terms">The version, numbered one more than the last and in force from no earlier than now.</param>
internal sealed record AppendTermsRequest(JsonElement? Terms);

/// <summary>Appends a version of terms. Earlier ones never change, and sales keep the version of their moment.</summary>
internal sealed class AppendTerms(LoadCampaigns loadCampaigns, TimeProvider clock)
{
    public async Task<Outcome<CampaignTermsRow>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, CampaignId campaignId, AppendTermsRequest request)
    {
        CampaignRow? row = await transaction.Db.Set<CampaignRow>()
            .SingleOrDefaultAsync(stored => stored.CampaignId == campaignId, transaction.CancellationToken);
        if (row is null || !caller.Sees(row.PartnerId))
        {
            return Refusal.NotFound("campaign");
        }

        FieldChecks checks = new();
        Terms? terms = TermsDocument.Read(checks, "/terms", request.Terms);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        DateTimeOffset now = clock.GetUtcNow();
        Campaign campaign = (await loadCampaigns.ExecuteAsync(transaction.Db, [campaignId], transaction.CancellationToken))[campaignId];
        CampaignRefusal unpublished = campaign.Publish(terms!, now);
        if (unpublished != CampaignRefusal.None)
        {
            return CampaignSentences.Refuse(unpublished);
        }

        CampaignTermsRow termsRow = StoredTerms.Row(campaignId, terms!, now);
        if (await StoredTerms.RefuseKnownAsync(transaction, termsRow) is { } known)
        {
            return known;
        }

        if (terms!.Funding is not null && await FundingProposals.RefuseUnagreedAsync(transaction, termsRow) is { } unagreed)
        {
            return unagreed;
        }

        row.Version++;
        transaction.UpdateOne(row, nameof(CampaignRow.Version));
        transaction.InsertOne(termsRow);
        return termsRow;
    }
}
