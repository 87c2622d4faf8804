using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Rewards;

namespace RetoRewards.Payouts;

/// <summary>How far a batch has come.</summary>
internal enum PayoutBatchState
{
    /// <summary>Its lines, numbers, tag and postings are saved; it is not signed.</summary>
    Planned,

    /// <summary>It has a nonce, and its signed bytes are saved.</summary>
    Signed,

    /// <summary>Its bytes were sent; the outcome is read from the chain.</summary>
    Sent,

    /// <summary>It is in a block that may still be undone.</summary>
    Mined,

    /// <summary>A final event carries its tag: paid.</summary>
    Final,

    /// <summary>It is final that it was not paid and can no longer be: its rewards are payable again.</summary>
    Void,
}

/// <summary>A batch: one call that pays a run of rewards of one campaign.</summary>
internal sealed class PayoutBatchRow
{
    public required PayoutBatchId PayoutBatchId { get; init; }

    public required CampaignId CampaignId { get; init; }

    /// <summary>Its place among the campaign's batches, from 1 without gaps, void ones included.</summary>
    public required long Ordinal { get; init; }

    public required PayoutBatchState State { get; set; }

    /// <summary>Number of its first reward.</summary>
    public required long FirstReward { get; init; }

    public required int RewardCount { get; init; }

    public required int WalletCount { get; init; }

    public required TokenAmount Total { get; init; }

    public required byte[] PreviousTag { get; init; }

    public required byte[] Tag { get; init; }

    public required byte[] ReceiptsRoot { get; init; }

    /// <summary>32 bytes a wallet, as the call carries them.</summary>
    public required byte[] Words { get; init; }

    /// <summary>8 bytes a reward, as the call carries them.</summary>
    public required byte[] Fingerprints { get; init; }

    /// <summary>Value of the sales behind it at the recorded rates.</summary>
    public required TokenAmount DeclaredSaleValue { get; init; }

    public required DateTimeOffset ValidUntil { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>When its manifest was written outside the database; it may not be signed before.</summary>
    public required DateTimeOffset? ManifestAt { get; set; }

    /// <summary>Its transaction, once it is signed.</summary>
    public required long? ChainTransactionId { get; set; }

    public required DateTimeOffset? SettledAt { get; set; }

    /// <summary>Why it is not signed: the contract's own reason when it was tried; null while nothing holds it.</summary>
    public required string? HeldBecause { get; set; }

    /// <summary>When it is tried again.</summary>
    public required DateTimeOffset? HeldUntil { get; set; }
}

/// <summary>A reward in a batch: its number and the wallet that it is paid to, fixed from planning on.</summary>
internal sealed class PayoutLineRow
{
    public required PayoutBatchId PayoutBatchId { get; init; }

    public required long RewardNumber { get; init; }

    public required RewardId RewardId { get; init; }

    public required ParticipantId ParticipantId { get; init; }

    public required WalletAddress Wallet { get; init; }

    /// <summary>What of it was set against a debt.</summary>
    public required TokenAmount Netted { get; init; }

    /// <summary>What of it is paid on chain.</summary>
    public required TokenAmount Paid { get; init; }
}

internal sealed class PayoutBatchConfiguration : IEntityTypeConfiguration<PayoutBatchRow>
{
    public void Configure(EntityTypeBuilder<PayoutBatchRow> builder)
    {
        builder.ToTable("payout_batches");
        builder.HasKey(row => row.PayoutBatchId);
        builder.HasIndex(row => new { row.CampaignId, row.Ordinal }).IsUnique();
        builder.Property(row => row.HeldBecause).HasMaxLength(500);
        builder.HasIndex(row => row.Tag).IsUnique();
        builder.HasIndex(row => row.ChainTransactionId).IsUnique();
        builder.HasIndex(row => new { row.State, row.CampaignId, row.Ordinal }).HasFilter("state NOT IN ('Final', 'Void')");
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}

internal sealed class PayoutLineConfiguration : IEntityTypeConfiguration<PayoutLineRow>
{
    public void Configure(EntityTypeBuilder<PayoutLineRow> builder)
    {
        builder.ToTable("payout_lines");
        builder.HasKey(row => new { row.PayoutBatchId, row.RewardNumber });
        builder.HasIndex(row => row.RewardId);
        builder.HasIndex(row => row.Wallet);
        builder.HasOne<PayoutBatchRow>().WithMany().HasForeignKey(row => row.PayoutBatchId);
        builder.HasOne<RewardRow>().WithMany().HasForeignKey(row => row.RewardId);
    }
}
