using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Domain.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>What is known of the receipts behind a run's root.</summary>
internal enum ReceiptsKnown
{
    /// <summary>The run's manifest was found, and its lines give the root that the chain carries.</summary>
    Known,

    /// <summary>No manifest, or one that gives another root: nobody is given a receipt out of this run.</summary>
    Quarantined,
}

/// <summary>A run that the chain paid and this database did not plan, read from the chain: after a restore, or of another copy of the service.</summary>
internal sealed class ForeignRunRow
{
    /// <summary>Its batch, kept as final.</summary>
    public required PayoutBatchId PayoutBatchId { get; init; }

    /// <summary>The block that paid it.</summary>
    public required long BlockNumber { get; set; }

    public required byte[] TransactionHash { get; set; }

    public required ReceiptsKnown Receipts { get; init; }

    /// <summary>How often it was final and then forked away.</summary>
    public required int Undone { get; set; }

    public required DateTimeOffset ImportedAt { get; init; }
}

internal sealed class ForeignRunConfiguration : IEntityTypeConfiguration<ForeignRunRow>
{
    public void Configure(EntityTypeBuilder<ForeignRunRow> builder)
    {
        builder.ToTable("foreign_runs");
        builder.HasKey(row => row.PayoutBatchId);
        builder.HasOne<PayoutBatchRow>().WithMany().HasForeignKey(row => row.PayoutBatchId);
    }
}

/// <summary>The border of this room: a run that was read from the chain is kept as a batch that is final, inside the caller's commit.</summary>
internal static class ForeignRuns
{
    public static void Insert(WriteTransaction write, PayoutBatchRow batch, ForeignRunRow run)
    {
        write.InsertOne(batch);
        write.InsertOne(run);
    }

    /// <summary>A batch of this database, given up as void, that the chain paid after all.</summary>
    public static void Revive(WriteTransaction write, PayoutBatchRow batch, ForeignRunRow run, DateTimeOffset now)
    {
        PayoutBatchStates.Advance(write, batch, PayoutBatchState.Final, now);
        write.InsertOne(run);
    }

    /// <summary>A known run that the chain paid again, after a fork had undone it.</summary>
    public static void PaidAgain(WriteTransaction write, PayoutBatchRow batch, ForeignRunRow run, DateTimeOffset now)
    {
        PayoutBatchStates.Advance(write, batch, PayoutBatchState.Final, now);
        write.UpdateOne(run, nameof(ForeignRunRow.BlockNumber), nameof(ForeignRunRow.TransactionHash));
    }

    public static void Undo(WriteTransaction write, PayoutBatchRow batch, ForeignRunRow run, DateTimeOffset now)
    {
        run.Undone++;
        write.UpdateOne(run, nameof(ForeignRunRow.Undone));
        PayoutBatchStates.Advance(write, batch, PayoutBatchState.Void, now);
    }

    /// <summary>The lines of a run that became known.</summary>
    public static void InsertLines(WriteTransaction write, IReadOnlyCollection<PayoutLineRow> lines) => write.Insert(lines);

    public static void DeleteLines(WriteTransaction write, IReadOnlyCollection<PayoutLineRow> lines) => write.Delete(lines);
}
