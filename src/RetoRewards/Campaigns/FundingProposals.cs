using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>A proposal with its funders.</summary>
internal sealed record FundingProposal(FundingProposalRow Row, IReadOnlyList<FundingPartRow> Parts)
{
    /// <summary>Whether every funder has agreed.</summary>
    public bool IsAgreed => Parts.All(part => part.AgreedAt is not null);
}

/// <summary>Reads proposals of joint funding.</summary>
internal static class FundingProposals
{
    /// <summary>The latest proposals in which a campaign stands, as the one whose terms they are or as a funder.</summary>
    public static async Task<IReadOnlyList<FundingProposal>> OfCampaignAsync(
        RetoDbContext db, CampaignId campaign, int most, CancellationToken cancellationToken)
    {
        FundingProposalRow[] rows = await db.Set<FundingProposalRow>()
            .Where(row => row.CampaignId == campaign
                || db.Set<FundingPartRow>().Any(part => part.FundingProposalId == row.FundingProposalId && part.CampaignId == campaign))
            .OrderByDescending(row => row.ProposedAt).ThenBy(row => row.FundingProposalId)
            .Take(most).ToArrayAsync(cancellationToken);
        Guid[] ids = [.. rows.Select(row => row.FundingProposalId)];
        ILookup<Guid, FundingPartRow> parts = (await db.Set<FundingPartRow>()
                .Where(part => ids.Contains(part.FundingProposalId)).ToArrayAsync(cancellationToken))
            .ToLookup(part => part.FundingProposalId);
        return [.. rows.Select(row => new FundingProposal(row, [.. parts[row.FundingProposalId]]))];
    }

    public static async Task<FundingProposal?> FindAsync(RetoDbContext db, Guid proposal, CancellationToken cancellationToken)
    {
        FundingProposalRow? row = await db.Set<FundingProposalRow>()
            .SingleOrDefaultAsync(one => one.FundingProposalId == proposal, cancellationToken);
        return row is null ? null : new FundingProposal(
            row, await db.Set<FundingPartRow>().Where(part => part.FundingProposalId == proposal).ToArrayAsync(cancellationToken));
    }

    /// <summary>Refuses terms that name funders who have not all agreed to just these terms.</summary>
    public static async Task<Refusal?> RefuseUnagreedAsync(WriteTransaction transaction, CampaignTermsRow terms)
    {
        CampaignId campaign = terms.CampaignId;
        byte[] hash = terms.Hash;
        FundingProposalRow? proposed = await transaction.Db.Set<FundingProposalRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == campaign && row.TermsHash == hash, transaction.CancellationToken);
        FundingProposal? proposal = proposed is null
            ? null
            : await FindAsync(transaction.Db, proposed.FundingProposalId, transaction.CancellationToken);
        return proposal is { IsAgreed: true } ? null : new Refusal(
            RefusalKind.NotAllowed,
            "funders_not_agreed",
            "These terms name funders, and not all of them have agreed to just these terms. Propose them, and publish them when all have.");
    }
}
