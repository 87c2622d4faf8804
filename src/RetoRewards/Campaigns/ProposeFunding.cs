using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>Terms that several partners are to pay for together.</summary>
/// <param name="Terms">The next version of the campaign's terms, with its property funding.</param>
internal sealed record ProposeFundingRequest(JsonElement? Terms);

/// <summary>Proposes terms to the partners who are to pay for them. The caller's own campaigns among the funders agree with it.</summary>
internal sealed class ProposeFunding(LoadCampaigns loadCampaigns, TimeProvider clock)
{
    /// <summary>Most proposals of one campaign.</summary>
    public const int MaxProposals = 200;

    public async Task<Outcome<FundingProposal>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, CampaignId campaignId, ProposeFundingRequest request)
    {
        CampaignRow? lead = await transaction.Db.Set<CampaignRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == campaignId, transaction.CancellationToken);
        if (lead is null || !caller.Sees(lead.PartnerId))
        {
            return Refusal.NotFound("campaign");
        }

        FieldChecks checks = new();
        Terms? terms = TermsDocument.Read(checks, "/terms", request.Terms);
        if (terms is { Funding: null })
        {
            checks.Add("/terms/funding", "required", "Terms that one campaign pays for alone need nobody's agreement; append them.");
        }

        Dictionary<CampaignId, PartnerId> funders = await FundersAsync(transaction, terms?.Funding);
        if (terms?.Funding is { } funding && funders.Count < funding.Funders.Count)
        {
            checks.Add("/terms/funding/funders", "funder_unknown", "One of the funders is no campaign of this service.");
        }

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

        CampaignTermsRow would = StoredTerms.Row(campaignId, terms!, now);
        if (await StoredTerms.RefuseKnownAsync(transaction, would) is { } known)
        {
            return known;
        }

        return await RefuseRepeatedAsync(transaction, would) is { } repeated
            ? repeated
            : Insert(transaction, caller, would, terms!.Funding!, funders, now);
    }

    private static async Task<Dictionary<CampaignId, PartnerId>> FundersAsync(WriteTransaction transaction, FunderSplit? funding)
    {
        CampaignId[] ids = [.. (funding?.Funders ?? []).Select(funder => funder.Campaign)];
        return await transaction.Db.Set<CampaignRow>().Where(row => ids.Contains(row.CampaignId))
            .ToDictionaryAsync(row => row.CampaignId, row => row.PartnerId, transaction.CancellationToken);
    }

    private static async Task<Refusal?> RefuseRepeatedAsync(WriteTransaction transaction, CampaignTermsRow would)
    {
        CampaignId campaign = would.CampaignId;
        byte[] hash = would.Hash;
        IQueryable<FundingProposalRow> own = transaction.Db.Set<FundingProposalRow>().Where(row => row.CampaignId == campaign);
        if (await own.AnyAsync(row => row.TermsHash == hash, transaction.CancellationToken))
        {
            return new Refusal(RefusalKind.Conflict, "funding_proposed_already", "Exactly these terms have been proposed already.");
        }

        return await own.CountAsync(transaction.CancellationToken) < MaxProposals ? null : new Refusal(
            RefusalKind.NotAllowed, "funding_proposals_exhausted", $"A campaign has at most {MaxProposals} proposals.");
    }

    private static FundingProposal Insert(
        WriteTransaction transaction,
        Caller caller,
        CampaignTermsRow would,
        FunderSplit funding,
        Dictionary<CampaignId, PartnerId> funders,
        DateTimeOffset now)
    {
        FundingProposalRow proposal = new()
        {
            FundingProposalId = Guid.CreateVersion7(now),
            CampaignId = would.CampaignId,
            TermsHash = would.Hash,
            Json = would.Json,
            ProposedAt = now,
        };
        List<FundingPartRow> parts = [];
        foreach ((CampaignId funder, BasisPoints share) in funding.Funders)
        {
            parts.Add(new FundingPartRow
            {
                FundingProposalId = proposal.FundingProposalId,
                CampaignId = funder,
                ShareBps = share.Value,
                AgreedAt = funders[funder] == caller.Partner ? now : null,
            });
        }

        transaction.InsertOne(proposal);
        transaction.Insert(parts);
        return new FundingProposal(proposal, parts);
    }
}
