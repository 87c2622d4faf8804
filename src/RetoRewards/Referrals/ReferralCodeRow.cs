using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;

namespace RetoRewards.Referrals;

/// <summary>A participant's code for one campaign and one placement.</summary>
internal sealed class ReferralCodeRow
{
    /// <summary>The code in its canonical form.</summary>
    public required string Code { get; init; }

    public required CampaignId CampaignId { get; init; }

    public required ParticipantId ParticipantId { get; init; }

    /// <summary>Which placement the code stands on, such as a blog; empty for the participant's first code.</summary>
    public required string SourceTag { get; init; }

    /// <summary>The coarse cell fixed at issue, as a geohash; null when none was given.</summary>
    public required string? GeoCell { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset? RevokedAt { get; set; }

    /// <summary>What a decision needs of it. A code counts for sales before its issue, since a partner may report old ones.</summary>
    public IssuedCode ToIssued() => new(CampaignId, ParticipantId, null, DateTimeOffset.MinValue, null, RevokedAt);
}

internal sealed class ReferralCodeConfiguration : IEntityTypeConfiguration<ReferralCodeRow>
{
    public void Configure(EntityTypeBuilder<ReferralCodeRow> builder)
    {
        builder.ToTable("referral_codes");
        builder.HasKey(row => row.Code);
        builder.Property(row => row.Code).HasMaxLength(32);
        builder.Property(row => row.SourceTag).HasMaxLength(64);
        builder.Property(row => row.GeoCell).HasMaxLength(12);
        builder.HasIndex(row => new { row.CampaignId, row.ParticipantId, row.SourceTag }).IsUnique();
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
        builder.HasOne<ParticipantRow>().WithMany().HasForeignKey(row => row.ParticipantId);
    }
}
