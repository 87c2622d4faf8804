using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetoRewards.Chain;

/// <summary>An account that sends transactions, one nonce after the other. Nonces are reserved here, never counted in memory.</summary>
internal sealed class LaneRow
{
    public required int LaneId { get; init; }

    public required long ChainId { get; init; }

    public required byte[] Sender { get; init; }

    /// <summary>The nonce that the next transaction takes.</summary>
    public required long NextNonce { get; set; }

    /// <summary>Raised by whoever takes the lane over; an older holder's write is refused by it.</summary>
    public required long Epoch { get; set; }

    /// <summary>Why nothing is signed on this lane, in a sentence; null while all is well. Only a person ends it.</summary>
    public required string? HaltedBecause { get; set; }

    /// <summary>Why what is signed on this lane cannot be sent now, in a sentence; it clears itself once it can.</summary>
    public string? HeldBecause { get; set; }
}

/// <summary>How far a transaction has come.</summary>
internal enum ChainTransactionState
{
    /// <summary>Its bytes are saved; they may not have been sent yet.</summary>
    Signed,

    /// <summary>Its bytes were sent at least once; whether any node has them is not certain.</summary>
    Sent,

    /// <summary>It is in a block that is followed.</summary>
    Mined,

    /// <summary>It is in a final block.</summary>
    Final,

    /// <summary>Its nonce was used by another transaction that is final: it can never be mined.</summary>
    Superseded,
}

/// <summary>What a signing of a transaction says.</summary>
internal enum AttemptKind
{
    /// <summary>The call that was ordered.</summary>
    Call,

    /// <summary>Nothing to ourselves, so that the nonce is used up and the order is not carried out.</summary>
    Cancel,
}

/// <summary>A transaction of a lane: one nonce and one calldata, whatever fees it is signed with.</summary>
internal sealed class ChainTransactionRow
{
    /// <summary>What <see cref="RevertedBecause"/> says of a transaction whose nonce a cancellation used.</summary>
    public const string CancelledReason = "Cancelled";

    /// <summary>Longest reason that is kept.</summary>
    public const int MaxReason = 500;

    public required long ChainTransactionId { get; init; }

    public required int LaneId { get; init; }

    public required long Nonce { get; init; }

    /// <summary>What it is for, as the room that ordered it says; unique.</summary>
    public required string Purpose { get; init; }

    public required byte[] Recipient { get; init; }

    public required byte[] Calldata { get; init; }

    public required long GasLimit { get; init; }

    /// <summary>Most wei a gas that whoever ordered it pays; a cancellation may cost the lane's own cap.</summary>
    public long FeeCapWei { get; init; }

    /// <summary>After this moment the call can only revert; null when it never expires.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    public required ChainTransactionState State { get; set; }

    /// <summary>The block that it is in; null while it is in none.</summary>
    public required long? BlockNumber { get; set; }

    public required byte[]? BlockHash { get; set; }

    /// <summary>False when it reverted or was cancelled; null while it is in no block.</summary>
    public required bool? Succeeded { get; set; }

    /// <summary>The contract's own error when it reverted, or <see cref="CancelledReason"/>; null otherwise.</summary>
    public string? RevertedBecause { get; set; }

    /// <summary>Why it is not replaced though blocks pass without it, in a sentence; null while nothing holds it.</summary>
    public string? HeldBecause { get; set; }

    public required long? GasUsed { get; set; }

    public required long? EffectiveGasPriceWei { get; set; }

    public required DateTimeOffset SignedAt { get; init; }

    public required DateTimeOffset? LastSentAt { get; set; }

    /// <summary>The followed head when the newest attempt was first sent; null before.</summary>
    public required long? LastSentBlock { get; set; }
}

/// <summary>One signing of a transaction: bytes, hash and fees, saved before they are sent and never changed.</summary>
internal sealed class TransactionAttemptRow
{
    public required long ChainTransactionId { get; init; }

    /// <summary>From 1 without gaps; a higher one pays higher fees for the same nonce and calldata.</summary>
    public required int Attempt { get; init; }

    public required AttemptKind Kind { get; init; }

    public required byte[] Raw { get; init; }

    public required byte[] Hash { get; init; }

    public required long MaxFeePerGasWei { get; init; }

    public required long MaxPriorityFeePerGasWei { get; init; }

    public required DateTimeOffset SignedAt { get; init; }
}

internal sealed class LaneConfiguration : IEntityTypeConfiguration<LaneRow>
{
    public void Configure(EntityTypeBuilder<LaneRow> builder)
    {
        builder.ToTable("lanes");
        builder.HasKey(row => row.LaneId);
        builder.Property(row => row.LaneId).ValueGeneratedNever();
        builder.Property(row => row.HaltedBecause).HasMaxLength(500);
        builder.Property(row => row.HeldBecause).HasMaxLength(500);
        builder.HasIndex(row => new { row.ChainId, row.Sender }).IsUnique();
        builder.HasOne<ChainRow>().WithMany().HasForeignKey(row => row.ChainId);
    }
}

internal sealed class ChainTransactionConfiguration : IEntityTypeConfiguration<ChainTransactionRow>
{
    public void Configure(EntityTypeBuilder<ChainTransactionRow> builder)
    {
        builder.ToTable("chain_transactions");
        builder.HasKey(row => row.ChainTransactionId);
        builder.Property(row => row.ChainTransactionId).ValueGeneratedNever();
        builder.Property(row => row.Purpose).HasMaxLength(128);
        builder.Property(row => row.RevertedBecause).HasMaxLength(ChainTransactionRow.MaxReason);
        builder.Property(row => row.HeldBecause).HasMaxLength(ChainTransactionRow.MaxReason);
        builder.HasIndex(row => new { row.LaneId, row.Nonce }).IsUnique();
        builder.HasIndex(row => row.Purpose).IsUnique();
        builder.HasIndex(row => new { row.State, row.LaneId, row.Nonce }).HasFilter("state IN ('Signed', 'Sent', 'Mined')");
        builder.HasOne<LaneRow>().WithMany().HasForeignKey(row => row.LaneId);
    }
}

internal sealed class TransactionAttemptConfiguration : IEntityTypeConfiguration<TransactionAttemptRow>
{
    public void Configure(EntityTypeBuilder<TransactionAttemptRow> builder)
    {
        builder.ToTable("transaction_attempts");
        builder.HasKey(row => new { row.ChainTransactionId, row.Attempt });
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasOne<ChainTransactionRow>().WithMany().HasForeignKey(row => row.ChainTransactionId);
    }
}
