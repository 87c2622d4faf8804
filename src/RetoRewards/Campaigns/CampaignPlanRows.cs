using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>What a partner wants of a campaign, and what a customer may cost: beside the campaign, since neither is part of its terms.</summary>
internal sealed class CampaignPlanRow : IKeptOutside
{
    public required CampaignId CampaignId { get; init; }

    /// <summary>What the goal counts; null without a goal, and then its target and deadline are too.</summary>
    public GoalMetric? GoalMetric { get; set; }

    public long? GoalTarget { get; set; }

    public DateTimeOffset? GoalDeadline { get; set; }

    /// <summary>Raised by one with every change of the goal; what <c>If-Match</c> names; 0 before the first.</summary>
    public int GoalVersion { get; set; }

    /// <summary>The currency of the growth guard; null without a guard.</summary>
    public string? GuardCurrency { get; set; }

    /// <summary>What a customer is worth in minor units, such as the price of one course; null when it follows from its sales.</summary>
    public long? GuardCustomerValue { get; set; }

    /// <summary>Whether the campaign is paused when a customer costs what it is worth, or only warned about.</summary>
    public bool GuardPauses { get; set; }

    /// <summary>Raised by one with every change of the growth guard; what <c>If-Match</c> names; 0 before the first.</summary>
    public int GuardVersion { get; set; }
}

/// <summary>An expense of promoting a campaign: inserted, never changed.</summary>
internal sealed class CampaignCostRow : IKeptOutside
{
    public required Guid CampaignCostId { get; init; }

    public required CampaignId CampaignId { get; init; }

    /// <summary>Where the money was spent, such as a blog or a network.</summary>
    public required string Channel { get; init; }

    public required string Currency { get; init; }

    public required long MinorUnits { get; init; }

    public required DateTimeOffset SpentAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }
}

/// <summary>What a room to the right asks of a campaign; this room answers it by its own rules.</summary>
internal sealed class CampaignRequestRow
{
    public required Guid CampaignRequestId { get; init; }

    public required CampaignId CampaignId { get; init; }

    /// <summary>Where the campaign is to stand.</summary>
    public required CampaignState Wanted { get; init; }

    /// <summary>Why, for a person.</summary>
    public required string Because { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it was answered; null while it waits.</summary>
    public required DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>Whether the campaign went there.</summary>
    public required bool IsGranted { get; set; }
}

internal sealed class CampaignPlanConfiguration : IEntityTypeConfiguration<CampaignPlanRow>
{
    public void Configure(EntityTypeBuilder<CampaignPlanRow> builder)
    {
        builder.ToTable("campaign_plans");
        builder.HasKey(row => row.CampaignId);
        builder.Property(row => row.GuardCurrency).HasMaxLength(3);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}

internal sealed class CampaignCostConfiguration : IEntityTypeConfiguration<CampaignCostRow>
{
    public void Configure(EntityTypeBuilder<CampaignCostRow> builder)
    {
        builder.ToTable("campaign_costs");
        builder.HasKey(row => row.CampaignCostId);
        builder.Property(row => row.CampaignCostId).ValueGeneratedNever();
        builder.Property(row => row.Channel).HasMaxLength(64);
        builder.Property(row => row.Currency).HasMaxLength(3);
        builder.HasIndex(row => row.CampaignId);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}

internal sealed class CampaignRequestConfiguration : IEntityTypeConfiguration<CampaignRequestRow>
{
    public void Configure(EntityTypeBuilder<CampaignRequestRow> builder)
    {
        builder.ToTable("campaign_requests");
        builder.HasKey(row => row.CampaignRequestId);
        builder.Property(row => row.CampaignRequestId).ValueGeneratedNever();
        builder.Property(row => row.Because).HasMaxLength(CampaignRequests.MaxBecause);
        builder.HasIndex(row => row.CampaignId);
        builder.HasIndex(row => row.AskedAt).HasFilter("answered_at IS NULL");
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}
