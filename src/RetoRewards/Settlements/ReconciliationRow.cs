using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetoRewards.Settlements;

/// <summary>The result of a comparison that the schedule ran: inserted, never changed.</summary>
internal sealed class ReconciliationRow
{
    public required long ReconciliationId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required long FirstBlock { get; init; }

    public required long LastBlock { get; init; }

    public required int Campaigns { get; init; }

    public required int Wallets { get; init; }

    /// <summary>What the chain paid, in base units.</summary>
    public required string PaidBaseUnits { get; init; }

    /// <summary>What of it no sale here is known for, in base units.</summary>
    public required string UnidentifiedBaseUnits { get; init; }

    /// <summary>What ledger and chain differ by, without signs, in base units; 0 when they agree.</summary>
    public required string UnexplainedBaseUnits { get; init; }

    public required int UnexplainedLines { get; init; }
}

internal sealed class ReconciliationConfiguration : IEntityTypeConfiguration<ReconciliationRow>
{
    /// <summary>Digits of the longest sum.</summary>
    private const int MaxDigits = 39;

    public void Configure(EntityTypeBuilder<ReconciliationRow> builder)
    {
        builder.ToTable("reconciliations");
        builder.HasKey(row => row.ReconciliationId);
        builder.Property(row => row.ReconciliationId).ValueGeneratedNever();
        builder.Property(row => row.PaidBaseUnits).HasMaxLength(MaxDigits);
        builder.Property(row => row.UnidentifiedBaseUnits).HasMaxLength(MaxDigits);
        builder.Property(row => row.UnexplainedBaseUnits).HasMaxLength(MaxDigits);
        builder.HasIndex(row => row.At);
    }
}
