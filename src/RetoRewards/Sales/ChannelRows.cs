using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>Who tells on a channel, which says how its webhooks are signed and read.</summary>
internal enum ChannelKind
{
    /// <summary>A system of the partner's own, over REST or by webhooks of our own format (Standard Webhooks).</summary>
    Own,

    /// <summary>A till with a cashier.</summary>
    Till,

    /// <summary>Files of an accounting system.</summary>
    File,

    /// <summary>Webhooks of Stripe.</summary>
    Stripe,

    /// <summary>Webhooks of Shopify.</summary>
    Shopify,

    /// <summary>Webhooks of WooCommerce.</summary>
    WooCommerce,

    /// <summary>Webhooks of Square.</summary>
    Square,

    /// <summary>Sales reported to the campaigns' contract.</summary>
    Chain,
}

/// <summary>A till, shop or export that tells of sales.</summary>
internal sealed class ChannelRow : IKeptOutside
{
    public required ChannelId ChannelId { get; init; }

    public required PartnerId PartnerId { get; init; }

    /// <summary>The permanent name, unique for its partner.</summary>
    public required string Name { get; init; }

    /// <summary>Channels with the same name space speak of the same sale numbers.</summary>
    public required string NameSpace { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public ChannelKind Kind { get; init; }

    /// <summary>The address that the shop calls, where its signature covers it (Square); null elsewhere.</summary>
    public string? NotificationUrl { get; set; }

    /// <summary>The largest sale that the channel may tell of, in minor units of the sale's currency; null without a limit of its own.</summary>
    public long? MaxSaleMinorUnits { get; set; }

    /// <summary>Requests a second over time; null without a limit of its own.</summary>
    public int? RequestsPerSecond { get; set; }

    /// <summary>From when on it tells nothing more; null while it does.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Raised by one with every change; what <c>If-Match</c> names.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>A secret that the channel's webhooks are signed with, encrypted under a key of the service.</summary>
internal sealed class ChannelSecretRow : IKeptOutside
{
    public required Guid ChannelSecretId { get; init; }

    public required ChannelId ChannelId { get; init; }

    /// <summary>See <see cref="ChannelSecretBox"/>.</summary>
    public required byte[] Sealed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is no longer taken; null while there is no end.</summary>
    public required DateTimeOffset? EndsAt { get; set; }
}

/// <summary>A workstation's key: it may tell on one channel and nothing else. Only its SHA-256 is stored.</summary>
internal sealed class ChannelKeyRow
{
    public required Guid ChannelKeyId { get; init; }

    public required ChannelId ChannelId { get; init; }

    public required PartnerId PartnerId { get; init; }

    /// <summary>The workstation.</summary>
    public required string Name { get; init; }

    public required byte[] KeyHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class ChannelConfiguration : IEntityTypeConfiguration<ChannelRow>
{
    public void Configure(EntityTypeBuilder<ChannelRow> builder)
    {
        builder.ToTable("channels");
        builder.HasKey(row => row.ChannelId);
        builder.Property(row => row.Name).HasMaxLength(64);
        builder.Property(row => row.NameSpace).HasMaxLength(64);
        builder.Property(row => row.NotificationUrl).HasMaxLength(500);
        builder.HasIndex(row => new { row.PartnerId, row.Name }).IsUnique();
        builder.HasOne<PartnerRow>().WithMany().HasForeignKey(row => row.PartnerId);
    }
}

internal sealed class ChannelSecretConfiguration : IEntityTypeConfiguration<ChannelSecretRow>
{
    public void Configure(EntityTypeBuilder<ChannelSecretRow> builder)
    {
        builder.ToTable("channel_secrets");
        builder.HasKey(row => row.ChannelSecretId);
        builder.Property(row => row.ChannelSecretId).ValueGeneratedNever();
        builder.HasIndex(row => row.ChannelId);
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(row => row.ChannelId);
    }
}

internal sealed class ChannelKeyConfiguration : IEntityTypeConfiguration<ChannelKeyRow>
{
    public void Configure(EntityTypeBuilder<ChannelKeyRow> builder)
    {
        builder.ToTable("channel_keys");
        builder.HasKey(row => row.ChannelKeyId);
        builder.Property(row => row.ChannelKeyId).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(64);
        builder.HasIndex(row => row.KeyHash).IsUnique();
        builder.HasIndex(row => row.ChannelId);
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(row => row.ChannelId);
    }
}
