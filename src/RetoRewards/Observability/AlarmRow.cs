using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetoRewards.Observability;

/// <summary>Something that a person must know: one row a name and subject, however often it is raised.</summary>
internal sealed class AlarmRow
{
    /// <summary>One of <see cref="AlarmNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about, such as <c>lane:1</c> or <c>batch:{id}</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>What is wrong, in a sentence for a person.</summary>
    public required string Sentence { get; set; }

    /// <summary>When it was raised last after having been cleared, or first.</summary>
    public required DateTimeOffset RaisedAt { get; set; }

    /// <summary>When it was over; null while it is raised.</summary>
    public required DateTimeOffset? ClearedAt { get; set; }

    /// <summary>How many times it was raised.</summary>
    public required int Times { get; set; }
}

internal sealed class AlarmConfiguration : IEntityTypeConfiguration<AlarmRow>
{
    public void Configure(EntityTypeBuilder<AlarmRow> builder)
    {
        builder.ToTable("alarms");
        builder.HasKey(row => new { row.Name, row.Subject });
        builder.Property(row => row.Name).HasMaxLength(64);
        builder.Property(row => row.Subject).HasMaxLength(Alarms.MaxSubject);
        builder.Property(row => row.Sentence).HasMaxLength(Alarms.MaxSentence);
        builder.HasIndex(row => row.RaisedAt).HasFilter("cleared_at IS NULL").HasDatabaseName("ix_alarms_raised");
    }
}
