using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>Agreement to pay a part of a joint campaign's rewards.</summary>
/// <param name="TermsHash">The hash of the terms that are agreed to, so that nobody agrees to what he has not read.</param>
internal sealed record AgreeToFundingRequest(string? TermsHash);

/// <summary>Notes that a funder agrees. Only the partner's own key can: the money is its own, so an administrator's word does not do.</summary>
internal sealed class AgreeToFunding(TimeProvider clock)
{
    public async Task<Outcome<FundingProposal>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, CampaignId funder, Guid proposalId, AgreeToFundingRequest request)
    {
        CampaignRow? campaign = await transaction.Db.Set<CampaignRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == funder, transaction.CancellationToken);
        FundingProposal? proposal = await FundingProposals.FindAsync(transaction.Db, proposalId, transaction.CancellationToken);
        FundingPartRow? part = proposal?.Parts.SingleOrDefault(one => one.CampaignId == funder);
        if (campaign is null || !caller.Sees(campaign.PartnerId) || part is null)
        {
            return Refusal.NotFound("proposal");
        }

        if (caller.Partner != campaign.PartnerId)
        {
            return new Refusal(RefusalKind.NotAllowed, "partner_key_required", "A partner agrees with its own key.");
        }

        FieldChecks checks = new();
        string named = checks.Text("/termsHash", request.TermsHash, 66);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!string.Equals(named, "0x" + Convert.ToHexStringLower(proposal!.Row.TermsHash), StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(RefusalKind.Conflict, "terms_hash_differs", "The proposal has other terms than those you agree to. Read it again.");
        }

        if (part.AgreedAt is null)
        {
            part.AgreedAt = clock.GetUtcNow();
            transaction.UpdateOne(part, nameof(FundingPartRow.AgreedAt));
        }

        return proposal;
    }
}
