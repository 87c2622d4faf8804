using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards.Holds;

/// <summary>A rule against abuse as a campaign has set it; a kind without a row has its default.</summary>
internal sealed class AbuseRuleRow : IKeptOutside
{
    public required CampaignId CampaignId { get; init; }

    public required AbuseRuleKind Kind { get; init; }

    public required bool Enabled { get; init; }

    public required int Most { get; init; }

    public required long WindowSeconds { get; init; }
}

/// <summary>What of a sale its campaign's rules count: one row a sale that earned something, inserted and never changed.</summary>
internal sealed class SaleSignRow
{
    public required SaleId SaleId { get; init; }

    public required CampaignId CampaignId { get; init; }

    public required DateTimeOffset SoldAt { get; init; }

    /// <summary>The code on the sale, or of the click that was credited; null for neither.</summary>
    public required string? Code { get; init; }

    public required CustomerId? CustomerId { get; init; }

    public required long? Visitor { get; init; }

    public required byte[]? VisitorHash { get; init; }

    /// <summary>Where the click came from.</summary>
    public required string? Cell { get; init; }

    public required long TotalMinorUnits { get; init; }
}

/// <summary>Where a hold stands.</summary>
internal enum HoldState
{
    /// <summary>Somebody has to look.</summary>
    Open,

    /// <summary>In order: the rewards become payable at their time.</summary>
    Released,

    /// <summary>Abuse: the sale is cancelled, and its rewards go back to the budget.</summary>
    Rejected,
}

/// <summary>A sale whose rewards wait for a person, with the reason.</summary>
internal sealed class RewardHoldRow
{
    public required Guid HoldId { get; init; }

    public required SaleId SaleId { get; init; }

    public required CampaignId CampaignId { get; init; }

    /// <summary>The codes of the rules that the sale broke, parted by commas.</summary>
    public required string Reasons { get; init; }

    public required HoldState State { get; set; }

    public required DateTimeOffset RaisedAt { get; init; }

    public required DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The key by which it was decided.</summary>
    public required Guid? DecidedBy { get; set; }

    /// <summary>Why it was decided so.</summary>
    public required string? Note { get; set; }
}

internal sealed class AbuseRuleConfiguration : IEntityTypeConfiguration<AbuseRuleRow>
{
    public void Configure(EntityTypeBuilder<AbuseRuleRow> builder)
    {
        builder.ToTable("abuse_rules");
        builder.HasKey(row => new { row.CampaignId, row.Kind });
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}

internal sealed class SaleSignConfiguration : IEntityTypeConfiguration<SaleSignRow>
{
    public void Configure(EntityTypeBuilder<SaleSignRow> builder)
    {
        builder.ToTable("sale_signs");
        builder.HasKey(row => row.SaleId);
        builder.Property(row => row.Code).HasMaxLength(32);
        builder.Property(row => row.Cell).HasMaxLength(12);
        builder.HasIndex(row => new { row.Code, row.SoldAt });
        builder.HasIndex(row => new { row.CustomerId, row.SoldAt });
        builder.HasIndex(row => new { row.Visitor, row.SoldAt }).HasFilter("visitor IS NOT NULL");
        builder.HasIndex(row => new { row.VisitorHash, row.SoldAt }).HasFilter("visitor_hash IS NOT NULL");
        builder.HasOne<SaleRow>().WithMany().HasForeignKey(row => row.SaleId);
    }
}

internal sealed class RewardHoldConfiguration : IEntityTypeConfiguration<RewardHoldRow>
{
    public void Configure(EntityTypeBuilder<RewardHoldRow> builder)
    {
        builder.ToTable("reward_holds");
        builder.HasKey(row => row.HoldId);
        builder.Property(row => row.HoldId).ValueGeneratedNever();
        builder.Property(row => row.Reasons).HasMaxLength(200);
        builder.Property(row => row.Note).HasMaxLength(ReviewHold.MaxNoteLength);
        builder.HasIndex(row => row.SaleId).IsUnique();
        builder.HasIndex(row => new { row.CampaignId, row.State });
        builder.HasOne<SaleRow>().WithMany().HasForeignKey(row => row.SaleId);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}
