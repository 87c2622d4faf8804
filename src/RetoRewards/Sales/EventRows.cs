using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;

namespace RetoRewards.Sales;

/// <summary>What an event of kind Payment tells. The sale is the event's.</summary>
internal sealed class SalePaymentRow
{
    public required SaleEventId SaleEventId { get; init; }

    public required DateTimeOffset PaidAt { get; init; }

    public required string Currency { get; init; }

    /// <summary>What was paid, in minor units of the currency; above 0.</summary>
    public required long MinorUnits { get; init; }
}

/// <summary>What an event of kind Delivery or Return tells: exactly one of the moments. The sale is the event's.</summary>
internal sealed class SaleDeliveryRow
{
    public required SaleEventId SaleEventId { get; init; }

    public required DateTimeOffset? DeliveredAt { get; init; }

    public required DateTimeOffset? ReturnedAt { get; init; }
}

/// <summary>What an event of kind Refund or Cancellation tells. The sale is the event's.</summary>
internal sealed class SaleRefundRow
{
    public required SaleEventId SaleEventId { get; init; }

    public required DateTimeOffset RefundedAt { get; init; }

    /// <summary>The currency of the amounts; null when everything goes back.</summary>
    public required string? Currency { get; init; }

    /// <summary>Everything goes back, of the named payment or of the sale.</summary>
    public required bool Whole { get; init; }

    /// <summary>A plain amount that is spread over the lines; null when everything goes back, or lines are named.</summary>
    public required long? MinorUnits { get; init; }

    /// <summary>The event id of the payment that it gives back; null when it names none.</summary>
    public required string? PaymentEventId { get; init; }

    /// <summary>The version of the sale whose difference to what was decided this is; null for a refund of its own.</summary>
    public int? SaleVersion { get; init; }
}

/// <summary>What goes back of one line, in minor units.</summary>
internal sealed class SaleRefundLineRow
{
    public required SaleEventId SaleEventId { get; init; }

    public required int Ordinal { get; init; }

    /// <summary>The line of the sale, from 0; null while the sale that names it has not arrived.</summary>
    public required int? LineNumber { get; set; }

    /// <summary>The partner's own name of the line, or its SKU; null when it was counted.</summary>
    public required string? LineReference { get; init; }

    public required long GoodsMinorUnits { get; init; }

    public required long TaxMinorUnits { get; init; }

    public required long ShippingMinorUnits { get; init; }
}

/// <summary>What an event of kind Feedback tells. The sale is the event's.</summary>
internal sealed class FeedbackRow
{
    public required SaleEventId SaleEventId { get; init; }

    /// <summary>Who gave it; null when it was the buyer of the sale.</summary>
    public required CustomerId? CustomerId { get; set; }

    public required FeedbackPolarity Polarity { get; init; }

    public required DateTimeOffset GivenAt { get; init; }
}

/// <summary>What was said in a feedback, apart from it so that it can be erased.</summary>
internal sealed class FeedbackTextRow
{
    public required SaleEventId SaleEventId { get; init; }

    public required string Text { get; init; }
}

/// <summary>The bytes in which an event came, apart from it so that they can be erased.</summary>
internal sealed class SaleEventBodyRow
{
    public required SaleEventId SaleEventId { get; init; }

    public required byte[] Body { get; init; }
}

/// <summary>A further number of a sale, such as its payment's at the provider.</summary>
internal sealed class SaleReferenceRow
{
    public required PartnerId PartnerId { get; init; }

    public required string NameSpace { get; init; }

    public required string Reference { get; init; }

    public required SaleId SaleId { get; init; }
}

internal sealed class SalePaymentConfiguration : IEntityTypeConfiguration<SalePaymentRow>
{
    public void Configure(EntityTypeBuilder<SalePaymentRow> builder)
    {
        builder.ToTable("sale_payments");
        builder.HasKey(row => row.SaleEventId);
        builder.Property(row => row.Currency).HasMaxLength(3);
        builder.HasOne<SaleEventRow>().WithMany().HasForeignKey(row => row.SaleEventId);
    }
}

internal sealed class SaleDeliveryConfiguration : IEntityTypeConfiguration<SaleDeliveryRow>
{
    public void Configure(EntityTypeBuilder<SaleDeliveryRow> builder)
    {
        builder.ToTable("sale_deliveries");
        builder.HasKey(row => row.SaleEventId);
        builder.HasOne<SaleEventRow>().WithMany().HasForeignKey(row => row.SaleEventId);
    }
}

internal sealed class SaleRefundConfiguration : IEntityTypeConfiguration<SaleRefundRow>
{
    public void Configure(EntityTypeBuilder<SaleRefundRow> builder)
    {
        builder.ToTable("sale_refunds");
        builder.HasKey(row => row.SaleEventId);
        builder.Property(row => row.Currency).HasMaxLength(3);
        builder.Property(row => row.PaymentEventId).HasMaxLength(128);
        builder.HasOne<SaleEventRow>().WithMany().HasForeignKey(row => row.SaleEventId);
    }
}

internal sealed class SaleRefundLineConfiguration : IEntityTypeConfiguration<SaleRefundLineRow>
{
    public void Configure(EntityTypeBuilder<SaleRefundLineRow> builder)
    {
        builder.ToTable("sale_refund_lines");
        builder.HasKey(row => new { row.SaleEventId, row.Ordinal });
        builder.Property(row => row.LineReference).HasMaxLength(64);
        builder.HasOne<SaleRefundRow>().WithMany().HasForeignKey(row => row.SaleEventId);
    }
}

internal sealed class FeedbackConfiguration : IEntityTypeConfiguration<FeedbackRow>
{
    public void Configure(EntityTypeBuilder<FeedbackRow> builder)
    {
        builder.ToTable("feedbacks");
        builder.HasKey(row => row.SaleEventId);
        builder.HasOne<SaleEventRow>().WithMany().HasForeignKey(row => row.SaleEventId);
        builder.HasOne<CustomerRow>().WithMany().HasForeignKey(row => row.CustomerId);
    }
}

internal sealed class FeedbackTextConfiguration : IEntityTypeConfiguration<FeedbackTextRow>
{
    public void Configure(EntityTypeBuilder<FeedbackTextRow> builder)
    {
        builder.ToTable("feedback_texts");
        builder.HasKey(row => row.SaleEventId);
        builder.Property(row => row.Text).HasMaxLength(FeedbackSubmission.MaxTextLength);
        builder.HasOne<SaleEventRow>().WithMany().HasForeignKey(row => row.SaleEventId);
    }
}

internal sealed class SaleEventBodyConfiguration : IEntityTypeConfiguration<SaleEventBodyRow>
{
    public void Configure(EntityTypeBuilder<SaleEventBodyRow> builder)
    {
        builder.ToTable("sale_event_bodies");
        builder.HasKey(row => row.SaleEventId);
        builder.HasOne<SaleEventRow>().WithMany().HasForeignKey(row => row.SaleEventId);
    }
}

internal sealed class SaleReferenceConfiguration : IEntityTypeConfiguration<SaleReferenceRow>
{
    public void Configure(EntityTypeBuilder<SaleReferenceRow> builder)
    {
        builder.ToTable("sale_references");
        builder.HasKey(row => new { row.PartnerId, row.NameSpace, row.Reference });
        builder.Property(row => row.NameSpace).HasMaxLength(64);
        builder.Property(row => row.Reference).HasMaxLength(64);
        builder.HasIndex(row => row.SaleId);
        builder.HasOne<PartnerRow>().WithMany().HasForeignKey(row => row.PartnerId);
        builder.HasOne<SaleRow>().WithMany().HasForeignKey(row => row.SaleId);
    }
}
