using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>How far an event has come.</summary>
internal enum SaleEventState
{
    /// <summary>Recorded, not decided yet.</summary>
    Received,

    /// <summary>Decided to wait, with a reason: a rate, a top-up, the end of a pause.</summary>
    Waiting,

    /// <summary>Its rewards are reserved.</summary>
    Rewarded,

    /// <summary>Ended without a reward, with a reason.</summary>
    Refused,

    /// <summary>Taken note of: it is no sale that earns.</summary>
    Recorded,
}

/// <summary>One thing that a channel told: recorded once by (channel, event id), for ever.</summary>
internal sealed class SaleEventRow
{
    public required SaleEventId SaleEventId { get; init; }

    /// <summary>Order of arrival; limits and budgets are consumed in this order.</summary>
    public required long Arrival { get; init; }

    public required ChannelId ChannelId { get; init; }

    /// <summary>The channel's own id of the event.</summary>
    public required string EventId { get; init; }

    /// <summary>SHA-256 of the event's canonical content.</summary>
    public required byte[] ContentHash { get; init; }

    public required SaleEventKind Kind { get; init; }

    /// <summary>Whose event; the channel's partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The name space of the number; the channel's.</summary>
    public required string NameSpace { get; init; }

    /// <summary>The number of the sale that it speaks of, as it was told.</summary>
    public required string SaleNumber { get; init; }

    /// <summary>The sale; null while it has not arrived, and then the event waits.</summary>
    public required SaleId? SaleId { get; set; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required SaleEventState State { get; set; }

    /// <summary>What became of it; null until there is something to say.</summary>
    public required Outcome? Outcome { get; set; }

    public required DateTimeOffset? DecidedAt { get; set; }
}

/// <summary>A sale by the partner's own number. Several events may speak of it.</summary>
internal sealed class SaleRow
{
    /// <summary>Longest click id, in characters.</summary>
    public const int MaxClickIdLength = 256;

    public required SaleId SaleId { get; init; }

    public required PartnerId PartnerId { get; init; }

    public required string NameSpace { get; init; }

    public required string SaleNumber { get; init; }

    public required ChannelId ChannelId { get; init; }

    public required DateTimeOffset SoldAt { get; set; }

    /// <summary>When it was paid; null while that is told by payments of their own. A plain sale is paid at its moment.</summary>
    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>When it was delivered; null while that is to come. A plain sale is delivered at its moment.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    public required string Currency { get; set; }

    public required long TotalMinorUnits { get; set; }

    public required CustomerId? CustomerId { get; set; }

    /// <summary>The place of the sale, a coarse cell; null when not known.</summary>
    public required string? Place { get; set; }

    /// <summary>The code as it was given with the sale, in canonical form where it has one; null without a code.</summary>
    public required string? Code { get; set; }

    /// <summary>Who sold; null when not known.</summary>
    public ParticipantId? SellerId { get; set; }

    /// <summary>The seller's employee as the channel names it; null when not known.</summary>
    public string? Employee { get; set; }

    /// <summary>The signed id of the click that led to the sale, as it was told; null without one.</summary>
    public string? ClickId { get; set; }

    /// <summary>1 for the first telling, and one more for each that changed the content.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The moment of the version as the channel told it; null when it tells none.</summary>
    public DateTimeOffset? RevisedAt { get; set; }

    /// <summary>SHA-256 of the sale's canonical content, lines included.</summary>
    public required byte[] ContentHash { get; set; }
}

/// <summary>A line of a sale. Amounts are minor units of the sale's currency.</summary>
internal sealed class SaleLineRow
{
    public required SaleId SaleId { get; init; }

    public required int LineNumber { get; init; }

    /// <summary>The partner's own name of the line, by which a refund may speak of it; null when there is none.</summary>
    public string? LineReference { get; init; }

    public required string? Sku { get; init; }

    public required string? ProductType { get; init; }

    public required int Quantity { get; init; }

    public required long GrossMinorUnits { get; init; }

    public required long DiscountMinorUnits { get; init; }

    public required long TaxMinorUnits { get; init; }

    public required long ShippingMinorUnits { get; init; }
}

internal sealed class SaleEventConfiguration : IEntityTypeConfiguration<SaleEventRow>
{
    public void Configure(EntityTypeBuilder<SaleEventRow> builder)
    {
        builder.ToTable("sale_events");
        builder.HasKey(row => row.SaleEventId);
        builder.Property(row => row.EventId).HasMaxLength(128);
        builder.Property(row => row.NameSpace).HasMaxLength(64);
        builder.Property(row => row.SaleNumber).HasMaxLength(64);
        builder.HasIndex(row => new { row.ChannelId, row.EventId }).IsUnique();
        builder.Property(row => row.Arrival).IsNumbered();
        builder.HasIndex(row => row.Arrival).IsUnique();
        builder.HasIndex(row => row.Arrival, "IX_sale_events_undecided").HasFilter("state IN ('Received', 'Waiting')");
        builder.HasIndex(row => row.SaleId);
        builder.HasIndex(row => new { row.PartnerId, row.NameSpace, row.SaleNumber }).HasFilter("sale_id IS NULL");
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(row => row.ChannelId);
        builder.HasOne<SaleRow>().WithMany().HasForeignKey(row => row.SaleId);
    }
}

internal sealed class SaleConfiguration : IEntityTypeConfiguration<SaleRow>
{
    public void Configure(EntityTypeBuilder<SaleRow> builder)
    {
        builder.ToTable("sales");
        builder.HasKey(row => row.SaleId);
        builder.Property(row => row.NameSpace).HasMaxLength(64);
        builder.Property(row => row.SaleNumber).HasMaxLength(64);
        builder.Property(row => row.Currency).HasMaxLength(3);
        builder.Property(row => row.Code).HasMaxLength(64);
        builder.Property(row => row.Place).HasMaxLength(12);
        builder.Property(row => row.Employee).HasMaxLength(64);
        builder.Property(row => row.ClickId).HasMaxLength(SaleRow.MaxClickIdLength);
        builder.HasIndex(row => new { row.PartnerId, row.NameSpace, row.SaleNumber }).IsUnique();
        builder.HasIndex(row => row.CustomerId);
        builder.HasOne<ParticipantRow>().WithMany().HasForeignKey(row => row.SellerId);
        builder.HasOne<PartnerRow>().WithMany().HasForeignKey(row => row.PartnerId);
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(row => row.ChannelId);
    }
}

internal sealed class SaleLineConfiguration : IEntityTypeConfiguration<SaleLineRow>
{
    public void Configure(EntityTypeBuilder<SaleLineRow> builder)
    {
        builder.ToTable("sale_lines");
        builder.HasKey(row => new { row.SaleId, row.LineNumber });
        builder.Property(row => row.LineReference).HasMaxLength(64);
        builder.Property(row => row.Sku).HasMaxLength(64);
        builder.Property(row => row.ProductType).HasMaxLength(64);
        builder.HasOne<SaleRow>().WithMany().HasForeignKey(row => row.SaleId);
    }
}
