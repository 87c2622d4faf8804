using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>A well-signed call, or an event under a known id with other content, that was refused: it left no event, so it is kept here.</summary>
internal sealed class RefusedCallRow
{
    /// <summary>Longest sentence that is kept, in characters.</summary>
    public const int MaxDetailLength = 500;

    public required Guid RefusedCallId { get; init; }

    public required ChannelId ChannelId { get; init; }

    /// <summary>Whose call; the channel's partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The stable code that the caller was answered.</summary>
    public required string Code { get; init; }

    /// <summary>Why, as the caller was told.</summary>
    public required string Detail { get; init; }

    /// <summary>The event id that it named; null when it could not be read.</summary>
    public required string? EventId { get; init; }

    /// <summary>SHA-256 of the body, by which whoever sent it finds it; the body itself is not kept.</summary>
    public required byte[] Digest { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; set; }

    /// <summary>How often the same body was refused with the same code: shops try again for days.</summary>
    public required int Times { get; set; }
}

internal sealed class RefusedCallConfiguration : IEntityTypeConfiguration<RefusedCallRow>
{
    public void Configure(EntityTypeBuilder<RefusedCallRow> builder)
    {
        builder.ToTable("refused_calls");
        builder.HasKey(row => row.RefusedCallId);
        builder.Property(row => row.RefusedCallId).ValueGeneratedNever();
        builder.Property(row => row.Code).HasMaxLength(80);
        builder.Property(row => row.Detail).HasMaxLength(RefusedCallRow.MaxDetailLength);
        builder.Property(row => row.EventId).HasMaxLength(EventChecks.MaxEventIdLength);
        builder.HasIndex(row => new { row.ChannelId, row.Code, row.Digest }).IsUnique();
        builder.HasIndex(row => row.LastAt);
        builder.HasIndex(row => new { row.PartnerId, row.RefusedCallId });
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(row => row.ChannelId);
    }
}
