using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Campaigns;

/// <summary>Terms that a partner proposes to others, since they are to pay for them: inserted, never changed (T9).</summary>
internal sealed class FundingProposalRow
{
    public required Guid FundingProposalId { get; init; }

    /// <summary>The campaign whose terms they become.</summary>
    public required CampaignId CampaignId { get; init; }

    /// <summary>Keccak-256 of <see cref="Json"/>: what everybody agrees to, and what the contract holds once they are published.</summary>
    public required byte[] TermsHash { get; init; }

    /// <summary>The terms, canonical.</summary>
    public required string Json { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }
}

/// <summary>One funder of a proposal.</summary>
internal sealed class FundingPartRow
{
    public required Guid FundingProposalId { get; init; }

    /// <summary>The funder's own campaign.</summary>
    public required CampaignId CampaignId { get; init; }

    /// <summary>Its part of every reward, in basis points.</summary>
    public required int ShareBps { get; init; }

    /// <summary>When the funder agreed, with its own key; null while it has not.</summary>
    public required DateTimeOffset? AgreedAt { get; set; }
}

internal sealed class FundingProposalConfiguration : IEntityTypeConfiguration<FundingProposalRow>
{
    public void Configure(EntityTypeBuilder<FundingProposalRow> builder)
    {
        builder.ToTable("funding_proposals");
        builder.HasKey(row => row.FundingProposalId);
        builder.Property(row => row.FundingProposalId).ValueGeneratedNever();
        builder.HasIndex(row => new { row.CampaignId, row.TermsHash }).IsUnique();
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}

internal sealed class FundingPartConfiguration : IEntityTypeConfiguration<FundingPartRow>
{
    public void Configure(EntityTypeBuilder<FundingPartRow> builder)
    {
        builder.ToTable("funding_parts");
        builder.HasKey(row => new { row.FundingProposalId, row.CampaignId });
        builder.HasIndex(row => row.CampaignId);
        builder.HasOne<FundingProposalRow>().WithMany().HasForeignKey(row => row.FundingProposalId);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}
