using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Where a reward stands. The ledger holds the same by amounts.</summary>
internal enum RewardState
{
    Pending,
    Payable,
    InFlight,
    Paid,
    Reversed,
    Lapsed,
}

/// <summary>One line of what somebody earned: this event, this rule, this role or level, this participant.</summary>
internal sealed class RewardRow
{
    public required RewardId RewardId { get; init; }

    /// <summary>Order of decision; rewards are planned in this order.</summary>
    public required long Sequence { get; init; }

    public required CampaignId CampaignId { get; init; }

    public required SaleEventId SaleEventId { get; init; }

    public required SaleId SaleId { get; init; }

    public required int TermsVersion { get; init; }

    /// <summary>The rule of the terms that earned it.</summary>
    public required string Rule { get; init; }

    /// <summary>The role or level that it was earned in.</summary>
    public required string Role { get; init; }

    public required int Ordinal { get; init; }

    public required ParticipantId ParticipantId { get; init; }

    public required TokenAmount Amount { get; init; }

    /// <summary>First 8 bytes of the reward's keyed fingerprint, as a big-endian number; unique in its campaign.</summary>
    public required long Fingerprint { get; init; }

    /// <summary>How the amount came about, as JSON: base, rate, conversion and what was chosen.</summary>
    public required string Explanation { get; init; }

    public required RewardState State { get; set; }

    /// <summary>When the hold ends.</summary>
    public required DateTimeOffset PayableFrom { get; init; }
}

/// <summary>The rate at which a currency becomes RETO, as the operator maintains it: inserted, never changed.</summary>
internal sealed class ConversionRateRow
{
    public required string Currency { get; init; }

    /// <summary>In force from this moment until the next row of the currency.</summary>
    public required DateTimeOffset InForceFrom { get; init; }

    /// <summary>Base units of RETO in the ratio.</summary>
    public required TokenAmount BaseUnits { get; init; }

    /// <summary>Minor units of the currency in the ratio.</summary>
    public required long MinorUnits { get; init; }

    /// <summary>Where the rate comes from.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }
}

internal sealed class RewardConfiguration : IEntityTypeConfiguration<RewardRow>
{
    public void Configure(EntityTypeBuilder<RewardRow> builder)
    {
        builder.ToTable("rewards");
        builder.HasKey(row => row.RewardId);
        builder.Property(row => row.Rule).HasMaxLength(64);
        builder.Property(row => row.Role).HasMaxLength(32);
        builder.HasIndex(row => new { row.CampaignId, row.Fingerprint }).IsUnique();
        builder.HasIndex(row => new { row.CampaignId, row.Sequence }).HasFilter("state = 'Payable'");
        builder.HasIndex(row => row.PayableFrom).HasFilter("state = 'Pending'");
        builder.HasIndex(row => row.SaleId);
        builder.HasIndex(row => row.ParticipantId);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
        builder.HasOne<SaleEventRow>().WithMany().HasForeignKey(row => row.SaleEventId);
        builder.HasOne<ParticipantRow>().WithMany().HasForeignKey(row => row.ParticipantId);
    }
}

internal sealed class ConversionRateConfiguration : IEntityTypeConfiguration<ConversionRateRow>
{
    public void Configure(EntityTypeBuilder<ConversionRateRow> builder)
    {
        builder.ToTable("conversion_rates");
        builder.HasKey(row => new { row.Currency, row.InForceFrom });
        builder.Property(row => row.Currency).HasMaxLength(3);
        builder.Property(row => row.Source).HasMaxLength(200);
    }
}
