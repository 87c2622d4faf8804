using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Persistence;

namespace RetoRewards.Observability;

/// <summary>Something that a person did to the machinery by hand: inserted with what was done, never changed.</summary>
internal sealed class OperatorActionRow
{
    public required Guid OperatorActionId { get; init; }

    /// <summary>One of <see cref="OperatorActions"/>' names.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, such as <c>lane:1</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Why, in the person's own words.</summary>
    public required string Note { get; init; }

    /// <summary>The key by which it was done.</summary>
    public required Guid ApiKeyId { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class OperatorActionConfiguration : IEntityTypeConfiguration<OperatorActionRow>
{
    public void Configure(EntityTypeBuilder<OperatorActionRow> builder)
    {
        builder.ToTable("operator_actions");
        builder.HasKey(row => row.OperatorActionId);
        builder.Property(row => row.OperatorActionId).ValueGeneratedNever();
        builder.Property(row => row.Action).HasMaxLength(64);
        builder.Property(row => row.Subject).HasMaxLength(Alarms.MaxSubject);
        builder.Property(row => row.Note).HasMaxLength(OperatorActions.MaxNoteLength);
    }
}

/// <summary>Writes down who did what by hand and why, in the commit that does it.</summary>
internal static class OperatorActions
{
    /// <summary>Longest note, in characters.</summary>
    public const int MaxNoteLength = 500;

    public const string LaneResumed = "lane_resumed";
    public const string WalletReleased = "wallet_released";
    public const string PlanningPauseEnded = "planning_pause_ended";

    public static void Record(WriteTransaction write, string action, string subject, OperatorOrder order, DateTimeOffset now) =>
        write.InsertOne(new OperatorActionRow
        {
            OperatorActionId = Guid.CreateVersion7(now),
            Action = action,
            Subject = subject,
            Note = order.Note,
            ApiKeyId = order.ApiKeyId,
            At = now,
        });
}

/// <summary>Who orders something by hand, and why.</summary>
internal sealed record OperatorOrder(Guid ApiKeyId, string Note);
