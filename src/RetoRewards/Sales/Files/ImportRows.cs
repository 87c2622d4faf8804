using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales.Files;

/// <summary>How far a file has come.</summary>
internal enum ImportState
{
    /// <summary>Taken; rows are still to be read.</summary>
    Running,

    /// <summary>Every row has an outcome.</summary>
    Done,

    /// <summary>The file as a whole cannot be read.</summary>
    Refused,
}

/// <summary>A file of sales that a channel gave.</summary>
internal sealed class ImportRow
{
    public required Guid ImportId { get; init; }

    public required ChannelId ChannelId { get; init; }

    /// <summary>What the file was called where it came from.</summary>
    public required string FileName { get; init; }

    public required FileFormat Format { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required byte[] ContentHash { get; init; }

    /// <summary>The mapping as it was when the file was taken; null for the project's own format.</summary>
    public required string? Mapping { get; init; }

    /// <summary>Whether the rows are judged only, and nothing is recorded.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>Where the outcomes are written when the file is done; null for nowhere.</summary>
    public required string? ResultPath { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required ImportState State { get; set; }

    /// <summary>Sales and refused rows whose outcome is stored: where the import goes on after a stop.</summary>
    public required int ItemsDone { get; set; }

    /// <summary>The last event that was recorded when <see cref="ItemsDone"/> was stored.</summary>
    public required long ArrivalMark { get; set; }

    /// <summary>Why the file is refused; null when it is not.</summary>
    public required string? RefusedBecause { get; set; }

    public required DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>What became of a row of a file.</summary>
internal sealed class ImportLineRow
{
    public required Guid ImportId { get; init; }

    public required long LineNumber { get; init; }

    public required string? SaleNumber { get; init; }

    /// <summary>What was told at the door: a code of <see cref="ImportReport"/>, or of a refusal.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it was refused; empty for a row that was taken.</summary>
    public required string Sentence { get; init; }

    /// <summary>The event that the row became; null when it became none.</summary>
    public required SaleEventId? SaleEventId { get; init; }
}

/// <summary>How the columns of a channel's files become sales.</summary>
internal sealed class ColumnMappingRow : IKeptOutside
{
    public required ChannelId ChannelId { get; init; }

    /// <summary>The mapping as JSON, checked.</summary>
    public required string Json { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public required int Version { get; set; }
}

internal sealed class ImportConfiguration : IEntityTypeConfiguration<ImportRow>
{
    /// <summary>Longest name of a file, in characters.</summary>
    public const int MaxFileNameLength = 255;

    public void Configure(EntityTypeBuilder<ImportRow> builder)
    {
        builder.ToTable("imports");
        builder.HasKey(row => row.ImportId);
        builder.Property(row => row.ImportId).ValueGeneratedNever();
        builder.Property(row => row.FileName).HasMaxLength(MaxFileNameLength);
        builder.Property(row => row.Mapping).HasMaxLength(ColumnMappingJson.MaxLength);
        builder.Property(row => row.ResultPath).HasMaxLength(4096);
        builder.Property(row => row.RefusedBecause).HasMaxLength(1000);
        builder.HasIndex(row => new { row.ChannelId, row.ContentHash });
        builder.HasIndex(row => new { row.State, row.ImportId }).HasFilter("state = 'Running'");
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(row => row.ChannelId);
    }
}

internal sealed class ImportLineConfiguration : IEntityTypeConfiguration<ImportLineRow>
{
    /// <summary>Longest sentence that is kept, in characters.</summary>
    public const int MaxSentenceLength = 500;

    public void Configure(EntityTypeBuilder<ImportLineRow> builder)
    {
        builder.ToTable("import_rows");
        builder.HasKey(row => new { row.ImportId, row.LineNumber });
        builder.Property(row => row.SaleNumber).HasMaxLength(64);
        builder.Property(row => row.Outcome).HasMaxLength(80);
        builder.Property(row => row.Sentence).HasMaxLength(MaxSentenceLength);
        builder.HasOne<ImportRow>().WithMany().HasForeignKey(row => row.ImportId);
        builder.HasOne<SaleEventRow>().WithMany().HasForeignKey(row => row.SaleEventId);
    }
}

internal sealed class ColumnMappingConfiguration : IEntityTypeConfiguration<ColumnMappingRow>
{
    public void Configure(EntityTypeBuilder<ColumnMappingRow> builder)
    {
        builder.ToTable("column_mappings");
        builder.HasKey(row => row.ChannelId);
        builder.Property(row => row.Json).HasMaxLength(ColumnMappingJson.MaxLength);
        builder.HasOne<ChannelRow>().WithOne().HasForeignKey<ColumnMappingRow>(row => row.ChannelId);
    }
}
