using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Referrals.Links;

/// <summary>What sort of device a click came from, as far as its headers say.</summary>
internal enum DeviceClass
{
    Unknown,
    Desktop,
    Mobile,
    Tablet,
    Bot,
}

/// <summary>A click on a referral link. No address, no name, nothing finer than a city.</summary>
internal sealed class ClickRow
{
    public required Guid ClickId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Code { get; init; }

    public required CampaignId CampaignId { get; init; }

    /// <summary>By which way the link was handed on: <c>link</c>, <c>qr</c>, <c>telegram</c> and so on, from a closed list.</summary>
    public required string Medium { get; init; }

    public required DeviceClass Device { get; init; }

    /// <summary>Whether it was counted as a program's; such clicks attribute nothing.</summary>
    public required bool ByBot { get; init; }

    /// <summary>16 bytes of a keyed hash over address and browser, under a random salt that lives for one day in memory alone.</summary>
    public required byte[] VisitorHash { get; init; }

    /// <summary>The random number of the first-party cookie.</summary>
    public required long Visitor { get; init; }

    /// <summary>The cell that the link was issued with, where its signature was genuine.</summary>
    public required string? IssuedCell { get; init; }

    /// <summary>Why the place in the link does not count: <c>geotag_malformed</c> or <c>geotag_altered</c>; null when nothing is wrong.</summary>
    public required string? TagRefusal { get; init; }

    /// <summary>Where it came from, by the operator's database; null when not known.</summary>
    public required string? Country { get; init; }

    public required string? City { get; init; }

    public required string? Cell { get; init; }
}

internal sealed class ClickConfiguration : IEntityTypeConfiguration<ClickRow>
{
    public void Configure(EntityTypeBuilder<ClickRow> builder)
    {
        builder.ToTable("clicks");
        builder.HasKey(row => row.ClickId);
        builder.Property(row => row.ClickId).ValueGeneratedNever();
        builder.Property(row => row.Code).HasMaxLength(32);
        builder.Property(row => row.Medium).HasMaxLength(16);
        builder.Property(row => row.IssuedCell).HasMaxLength(12);
        builder.Property(row => row.TagRefusal).HasMaxLength(32);
        builder.Property(row => row.Country).HasMaxLength(2);
        builder.Property(row => row.City).HasMaxLength(64);
        builder.Property(row => row.Cell).HasMaxLength(12);
        builder.HasIndex(row => new { row.CampaignId, row.At });
        builder.HasIndex(row => new { row.Code, row.At });
        builder.HasIndex(row => new { row.Visitor, row.At });
        builder.HasOne<ReferralCodeRow>().WithMany().HasForeignKey(row => row.Code);
    }
}
