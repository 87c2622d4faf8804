using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Rewards;

/// <summary>How far the flat rewards of one rule for one period that is over have been decided.</summary>
internal sealed class PeriodRunRow
{
    public required CampaignId CampaignId { get; init; }

    public required int Rule { get; init; }

    /// <summary>The period's number.</summary>
    public required int Period { get; init; }

    /// <summary>The last moment of the period, which chooses the terms.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The participant decided last, in the order of their ids; null before the first.</summary>
    public required ParticipantId? After { get; set; }

    public required bool IsDone { get; set; }
}

internal sealed class PeriodRunConfiguration : IEntityTypeConfiguration<PeriodRunRow>
{
    public void Configure(EntityTypeBuilder<PeriodRunRow> builder)
    {
        builder.ToTable("period_runs");
        builder.HasKey(row => new { row.CampaignId, row.Rule, row.Period });
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}
