using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetoRewards.Api.Idempotency;

/// <summary>The answer that a POST got under its Idempotency-Key, committed with what the POST did.</summary>
/// <remarks>Kept for a while only: what must never happen twice has a key of its own that never ends, such as a sale's event id.</remarks>
internal sealed class IdempotencyKeyRow
{
    /// <summary>The partner whose keys these are; all zero for administrators.</summary>
    public required Guid Scope { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of method, address and body.</summary>
    public required byte[] RequestHash { get; init; }

    public required int Status { get; init; }

    public required string? Location { get; init; }

    public required int? Version { get; init; }

    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class IdempotencyKeyConfiguration : IEntityTypeConfiguration<IdempotencyKeyRow>
{
    public void Configure(EntityTypeBuilder<IdempotencyKeyRow> builder)
    {
        builder.ToTable("idempotency_keys");
        builder.HasKey(row => new { row.Scope, row.Key });
        builder.Property(row => row.Key).HasMaxLength(IdempotentRequest.MaxKeyLength);
        builder.Property(row => row.Location).HasMaxLength(500);
        builder.HasIndex(row => row.CreatedAt);
    }
}
