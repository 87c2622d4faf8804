using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>Whether a person stands behind the participant yet.</summary>
internal enum ParticipantState
{
    /// <summary>A buyer without an account: rewards are kept, and not paid before somebody claims them.</summary>
    Unclaimed,

    /// <summary>Enrolled: rewards are paid to the wallet.</summary>
    Enrolled,
}

/// <summary>A person with a wallet: seller, referrer, buyer, or each in turn. The random id fixes the internal wallet's path.</summary>
internal sealed class ParticipantRow : IKeptOutside
{
    IReadOnlyList<string> IKeptOutside.LeftOut => [nameof(DisplayName)];

    public required ParticipantId ParticipantId { get; init; }

    public required ParticipantState State { get; set; }

    public required ParticipantKind Kind { get; set; }

    /// <summary>The group that rates may name; null for none.</summary>
    public required string? GroupName { get; set; }

    /// <summary>What the partner or the person calls them; erasable.</summary>
    public required string? DisplayName { get; set; }

    /// <summary>Digest of the verified contact, 16 bytes; null when none was told. Two participants with one are one person.</summary>
    public byte[]? ContactDigest { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int Version { get; set; }
}

/// <summary>Whose key opens a wallet.</summary>
internal enum WalletKind
{
    /// <summary>Derived from the operator's master key by the participant's path.</summary>
    Internal,

    /// <summary>The participant's own.</summary>
    Linked,
}

/// <summary>A wallet of a participant, from a moment on: inserted, never changed; the latest one is paid.</summary>
internal sealed class WalletRow : IKeptOutside
{
    public required ParticipantId ParticipantId { get; init; }

    /// <summary>From 1 without gaps; the highest is the current wallet.</summary>
    public required int Ordinal { get; init; }

    public required WalletKind Kind { get; init; }

    public required WalletAddress Address { get; init; }

    public required DateTimeOffset Since { get; init; }
}

/// <summary>A partner's customer by the partner's own number, card or hashed contact.</summary>
internal sealed class CustomerRow : IKeptOutside
{
    public required CustomerId CustomerId { get; init; }

    public required PartnerId PartnerId { get; init; }

    public required string CustomerNumber { get; init; }

    /// <summary>Who earns the buyer's rewards; unclaimed until the customer enrols.</summary>
    public required ParticipantId ParticipantId { get; set; }

    /// <summary>Whether the partner calls it a VIP, which rates may name (T26).</summary>
    public bool IsVip { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int Version { get; set; }
}

internal sealed class ParticipantConfiguration : IEntityTypeConfiguration<ParticipantRow>
{
    public void Configure(EntityTypeBuilder<ParticipantRow> builder)
    {
        builder.ToTable("participants");
        builder.HasKey(row => row.ParticipantId);
        builder.HasIndex(row => row.ContactDigest).HasFilter("contact_digest IS NOT NULL");
        builder.Property(row => row.DisplayName).HasMaxLength(200);
        builder.Property(row => row.GroupName).HasMaxLength(64);
    }
}

internal sealed class WalletConfiguration : IEntityTypeConfiguration<WalletRow>
{
    public void Configure(EntityTypeBuilder<WalletRow> builder)
    {
        builder.ToTable("wallets");
        builder.HasKey(row => new { row.ParticipantId, row.Ordinal });
        builder.HasIndex(row => row.Address).IsUnique();
        builder.HasOne<ParticipantRow>().WithMany().HasForeignKey(row => row.ParticipantId);
    }
}

internal sealed class CustomerConfiguration : IEntityTypeConfiguration<CustomerRow>
{
    public void Configure(EntityTypeBuilder<CustomerRow> builder)
    {
        builder.ToTable("customers");
        builder.HasKey(row => row.CustomerId);
        builder.Property(row => row.CustomerNumber).HasMaxLength(128);
        builder.HasIndex(row => new { row.PartnerId, row.CustomerNumber }).IsUnique();
        builder.HasOne<PartnerRow>().WithMany().HasForeignKey(row => row.PartnerId);
        builder.HasOne<ParticipantRow>().WithMany().HasForeignKey(row => row.ParticipantId);
    }
}
