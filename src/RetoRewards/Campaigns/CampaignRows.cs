using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>A partner: a manufacturer, shop or service provider that funds campaigns.</summary>
internal sealed class PartnerRow : IKeptOutside
{
    public required PartnerId PartnerId { get; init; }

    public required string Name { get; set; }

    /// <summary>The account that creates and funds this partner's campaigns on chain.</summary>
    public required WalletAddress Wallet { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Raised by one with every change; what <c>If-Match</c> names.</summary>
    public required int Version { get; set; }
}

/// <summary>A key to the API. Only its SHA-256 is stored: the key itself is 256 random bits, shown once.</summary>
internal sealed class ApiKeyRow
{
    public required Guid ApiKeyId { get; init; }

    /// <summary>The partner it is scoped to; null for an administrator's key.</summary>
    public required PartnerId? PartnerId { get; init; }

    public required string Name { get; init; }

    public required byte[] KeyHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A campaign: its state here and its number on chain once that is known.</summary>
internal sealed class CampaignRow : IKeptOutside
{
    public required CampaignId CampaignId { get; init; }

    public required PartnerId PartnerId { get; init; }

    public required string Name { get; set; }

    public required CampaignState State { get; set; }

    /// <summary>The first moment of a sale that may earn.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>The first moment of a sale that no longer earns.</summary>
    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>Where a referral link lands.</summary>
    public required string LandingUrl { get; set; }

    /// <summary>The campaign's number in the contract; null until its creation is final on chain.</summary>
    public required long? ChainCampaignId { get; set; }

    /// <summary>The contract that gave the number, for contracts number alike; null together with it.</summary>
    public byte[]? ChainContract { get; set; }

    /// <summary>A batch is planned once so much is payable; null for the service's own setting.</summary>
    public TokenAmount? PayoutMinimum { get; set; }

    /// <summary>A batch is planned whatever its amount once a reward has been payable for so long; null for the service's own setting.</summary>
    public long? PayoutCadenceSeconds { get; set; }

    /// <summary>Most wei a gas that is paid for this campaign's batches; null for the service's own cap, which it never exceeds.</summary>
    public long? MaxFeePerGasWei { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Raised by one with every change; what <c>If-Match</c> names.</summary>
    public required int Version { get; set; }
}

/// <summary>One version of a campaign's terms: inserted, never changed.</summary>
internal sealed class CampaignTermsRow : IKeptOutside
{
    public required CampaignId CampaignId { get; init; }

    /// <summary>From 1 without gaps.</summary>
    public required int TermsVersion { get; init; }

    public required DateTimeOffset InForceFrom { get; init; }

    /// <summary>The canonical JSON whose Keccak-256 is <see cref="Hash"/>.</summary>
    public required string Json { get; init; }

    /// <summary>What the contract holds for this version.</summary>
    public required byte[] Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The terms themselves.</summary>
    public Terms Read() => TermsJson.TryRead(Encoding.UTF8.GetBytes(Json), out Terms? terms, out string? fault)
        ? terms
        : throw new InvalidOperationException($"Stored terms {TermsVersion} of campaign {CampaignId} cannot be read: {fault}");
}

internal sealed class PartnerConfiguration : IEntityTypeConfiguration<PartnerRow>
{
    public void Configure(EntityTypeBuilder<PartnerRow> builder)
    {
        builder.ToTable("partners");
        builder.HasKey(row => row.PartnerId);
        builder.Property(row => row.Name).HasMaxLength(200);
    }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKeyRow>
{
    public void Configure(EntityTypeBuilder<ApiKeyRow> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(row => row.ApiKeyId);
        builder.Property(row => row.ApiKeyId).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.HasIndex(row => row.KeyHash).IsUnique();
        builder.HasOne<PartnerRow>().WithMany().HasForeignKey(row => row.PartnerId);
    }
}

internal sealed class CampaignConfiguration : IEntityTypeConfiguration<CampaignRow>
{
    public void Configure(EntityTypeBuilder<CampaignRow> builder)
    {
        builder.ToTable("campaigns");
        builder.HasKey(row => row.CampaignId);
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.Property(row => row.LandingUrl).HasMaxLength(2000);
        builder.HasIndex(row => new { row.ChainContract, row.ChainCampaignId }).IsUnique();
        builder.HasOne<PartnerRow>().WithMany().HasForeignKey(row => row.PartnerId);
    }
}

internal sealed class CampaignTermsConfiguration : IEntityTypeConfiguration<CampaignTermsRow>
{
    public void Configure(EntityTypeBuilder<CampaignTermsRow> builder)
    {
        builder.ToTable("campaign_terms");
        builder.HasKey(row => new { row.CampaignId, row.TermsVersion });
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}
