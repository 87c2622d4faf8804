using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Referrals.Places;

/// <summary>An entry of a partner's address book: a store, or a city as such. Inserted, never changed.</summary>
internal sealed class StoreRow : IKeptOutside
{
    public required Guid StoreId { get; init; }

    public required PartnerId PartnerId { get; init; }

    /// <summary>What the partner calls it; unique for the partner. Empty for a city as such.</summary>
    public required string Name { get; init; }

    /// <summary>ISO 3166-1 alpha-2, capitals.</summary>
    public required string Country { get; init; }

    public required string City { get; init; }

    /// <summary>The cell it lies in, 6 characters: about 1.2 by 0.6 km.</summary>
    public required string Cell { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }
}

internal sealed class StoreConfiguration : IEntityTypeConfiguration<StoreRow>
{
    public void Configure(EntityTypeBuilder<StoreRow> builder)
    {
        builder.ToTable("stores");
        builder.HasKey(row => row.StoreId);
        builder.Property(row => row.StoreId).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(RecordStore.MaxNameLength);
        builder.Property(row => row.Country).HasMaxLength(2);
        builder.Property(row => row.City).HasMaxLength(RecordStore.MaxCityLength);
        builder.Property(row => row.Cell).HasMaxLength(12);
        builder.HasIndex(row => new { row.PartnerId, row.Country, row.City, row.Name }).IsUnique();
        builder.HasOne<PartnerRow>().WithMany().HasForeignKey(row => row.PartnerId);
    }
}
