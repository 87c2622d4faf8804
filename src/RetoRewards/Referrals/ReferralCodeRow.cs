using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Referrals;

/// <summary>Where a code came from.</summary>
internal enum CodeKind
{
    /// <summary>Drawn by the service.</summary>
    Generated,

    /// <summary>Chosen by the partner.</summary>
    Promo,
}

/// <summary>A participant's code for one campaign and one placement.</summary>
internal sealed class ReferralCodeRow : IKeptOutside
{
    /// <summary>A generated code in its canonical form, or the key of a promo code; the shapes never meet.</summary>
    public required string Code { get; init; }

    public CodeKind Kind { get; init; } = CodeKind.Generated;

    /// <summary>A promo code as it is shown; null for a generated one, whose shown form follows from it.</summary>
    public string? PromoText { get; init; }

    public required CampaignId CampaignId { get; init; }

    public required ParticipantId ParticipantId { get; init; }

    /// <summary>The referrer whose employee the participant is, and who is credited beside it; null for none (T15).</summary>
    public ParticipantId? Employer { get; init; }

    /// <summary>Which placement the code stands on, such as a blog; empty for the participant's first code.</summary>
    public required string SourceTag { get; init; }

    /// <summary>The coarse cell fixed at issue, as a geohash; null when none was given.</summary>
    public required string? GeoCell { get; init; }

    /// <summary>The country of issue, where the address book named it (ISO 3166-1 alpha-2).</summary>
    public string? Country { get; init; }

    /// <summary>The city of issue, where the address book named it.</summary>
    public string? City { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The first moment at which it counts; null when it always did, since a partner may report old sales.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>The first moment at which it no longer counts; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The code as a link carries it.</summary>
    public LinkCode ToLinkCode() => Kind == CodeKind.Promo
        ? new LinkCode(PromoCode.FromStored(PromoText!))
        : new LinkCode(ReferralCode.FromStored(Code));

    /// <summary>As it is shown to people: in groups, or as the partner wrote it.</summary>
    public string Display() => PromoText ?? ReferralCode.FromStored(Code).Format();

    /// <summary>What a decision needs of it.</summary>
    public IssuedCode ToIssued() => new(CampaignId, ParticipantId, Employer, ValidFrom ?? DateTimeOffset.MinValue, ExpiresAt, RevokedAt);
}

internal sealed class ReferralCodeConfiguration : IEntityTypeConfiguration<ReferralCodeRow>
{
    public void Configure(EntityTypeBuilder<ReferralCodeRow> builder)
    {
        builder.ToTable("referral_codes");
        builder.HasKey(row => row.Code);
        builder.Property(row => row.Code).HasMaxLength(32);
        builder.Property(row => row.PromoText).HasMaxLength(PromoCode.MaxTypedLength);
        builder.Property(row => row.SourceTag).HasMaxLength(Placement.MaxLength);
        builder.Property(row => row.GeoCell).HasMaxLength(12);
        builder.Property(row => row.Country).HasMaxLength(2);
        builder.Property(row => row.City).HasMaxLength(64);
        builder.HasIndex(row => new { row.CampaignId, row.ParticipantId, row.SourceTag, row.Kind }).IsUnique();
        builder.HasIndex(row => row.Employer);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
        builder.HasOne<ParticipantRow>().WithMany().HasForeignKey(row => row.ParticipantId);
    }
}
