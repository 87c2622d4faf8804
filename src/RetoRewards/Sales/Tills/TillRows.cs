using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales.Tills;

/// <summary>A browser that serves as a till of a channel: it signs what it sends with a key that never leaves it.</summary>
internal sealed class TillKeyRow : IKeptOutside
{
    public required Guid TillKeyId { get; init; }

    public required ChannelId ChannelId { get; init; }

    /// <summary>What the cashier called it.</summary>
    public required string Name { get; init; }

    /// <summary>The public key, on P-256, as a SubjectPublicKeyInfo.</summary>
    public required byte[] PublicKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; null while it is live.</summary>
    public required DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class TillKeyConfiguration : IEntityTypeConfiguration<TillKeyRow>
{
    /// <summary>Longest public key, in bytes; one on P-256 has 91.</summary>
    public const int MaxKeyLength = 120;

    /// <summary>Longest name, in characters.</summary>
    public const int MaxNameLength = 64;

    public void Configure(EntityTypeBuilder<TillKeyRow> builder)
    {
        builder.ToTable("till_keys");
        builder.HasKey(row => row.TillKeyId);
        builder.Property(row => row.TillKeyId).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(MaxNameLength);
        builder.Property(row => row.PublicKey).HasMaxLength(MaxKeyLength);
        builder.HasIndex(row => row.ChannelId);
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(row => row.ChannelId);
    }
}
