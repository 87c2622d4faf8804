using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetoRewards.Persistence.Leases;

/// <summary>A duty that one process at a time fulfils, such as the lane's sending.</summary>
internal sealed class LeaseRow
{
    public required string Name { get; init; }

    /// <summary>Who fulfils it, by the name of its instance.</summary>
    public required string Holder { get; set; }

    /// <summary>Raised by whoever takes it over; every write of an older holder is refused by it.</summary>
    public required long Epoch { get; set; }

    /// <summary>Raised by the holder while it lives. Others watch that it moves; no clock is compared with another's.</summary>
    public required long Beats { get; set; }
}

internal sealed class LeaseConfiguration : IEntityTypeConfiguration<LeaseRow>
{
    public void Configure(EntityTypeBuilder<LeaseRow> builder)
    {
        builder.ToTable("leases");
        builder.HasKey(row => row.Name);
        builder.Property(row => row.Name).HasMaxLength(32);
        builder.Property(row => row.Holder).HasMaxLength(LeaseOptions.MaxHolderLength);
    }
}
