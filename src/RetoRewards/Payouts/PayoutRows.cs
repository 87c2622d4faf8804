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
    /// <summary>As planned, and the campaign's attestor has not signed it yet.</summary>
    AwaitingAttestation,

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

/// <summary>Why a batch that is not signed stands still.</summary>
internal enum PayoutBatchHold
{
    /// <summary>The contract would refuse it now; it is tried again from time to time.</summary>
    Refused,

    /// <summary>The next block costs more than the campaign's cap; it goes on when fees fall.</summary>
    FeesAboveCap,

    /// <summary>The chain has paid something last that this database did not plan; nothing is signed on the lane until that is explained.</summary>
    TagsDiffer,

    /// <summary>The contract's limits became tighter than it is: it is dropped, and its rewards are planned again.</summary>
    LimitsChanged,

    /// <summary>Wallets in it cannot be paid and were set apart: it is dropped, and the other rewards are planned again.</summary>
    WalletsSetApart,
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

    /// <summary>The attestor that the campaign had when this was last looked at; null where it demands none.</summary>
    public WalletAddress? Attestor { get; set; }

    /// <summary>The attestor's signature, checked; null while there is none.</summary>
    public byte[]? Attestation { get; set; }

    /// <summary>What holds it; null while nothing does.</summary>
    public PayoutBatchHold? HeldCode { get; set; }

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

/// <summary>Under which limits the contract would pay a campaign, read at one block.</summary>
internal sealed class CampaignLimitRow
{
    public required CampaignId CampaignId { get; init; }

    /// <summary>The block at which they were read.</summary>
    public required long BlockNumber { get; set; }

    /// <summary>The most that the contract would pay in all at that block.</summary>
    public required TokenAmount PayableNow { get; set; }

    public required TokenAmount MaxReward { get; set; }

    public required TokenAmount DailyAllowance { get; set; }

    /// <summary>Basis points of the declared value of the sales; null for no such ceiling.</summary>
    public required long? MaxShareBps { get; set; }

    /// <summary>Null where no attestation is demanded.</summary>
    public WalletAddress? Attestor { get; set; }

    public required bool IsMint { get; set; }

    /// <summary>Why payable rewards of this campaign are in no batch, a code that never changes; null while nothing waits.</summary>
    public required string? WaitsBecause { get; set; }

    public required DateTimeOffset? WaitsSince { get; set; }
}

/// <summary>A wallet whose line makes batches revert: its rewards stay payable and are planned once this row is gone or the participant has another wallet.</summary>
internal sealed class SetApartWalletRow
{
    public required WalletAddress Wallet { get; init; }

    /// <summary>The token's own error.</summary>
    public required string Reason { get; init; }

    /// <summary>The batch in which it was found.</summary>
    public required PayoutBatchId PayoutBatchId { get; init; }

    public required DateTimeOffset SetApartAt { get; init; }
}

internal sealed class PayoutBatchConfiguration : IEntityTypeConfiguration<PayoutBatchRow>
{
    public void Configure(EntityTypeBuilder<PayoutBatchRow> builder)
    {
        builder.ToTable("payout_batches");
        builder.HasKey(row => row.PayoutBatchId);
        builder.HasIndex(row => new { row.CampaignId, row.Ordinal }).IsUnique();
        builder.Property(row => row.HeldBecause).HasMaxLength(500);
        builder.Property(row => row.Attestation).HasMaxLength(RetoRewards.Chain.Batches.Attestations.MaxSignatureBytes);
        builder.HasIndex(row => row.Tag).IsUnique();
        builder.HasIndex(row => row.ChainTransactionId).IsUnique();
        builder.HasIndex(row => new { row.State, row.CampaignId, row.Ordinal }).HasFilter("state NOT IN ('Final', 'Void')");
        builder.HasIndex(row => row.SettledAt).HasFilter("state = 'Void'").HasDatabaseName("ix_payout_batches_void");
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

internal sealed class CampaignLimitConfiguration : IEntityTypeConfiguration<CampaignLimitRow>
{
    public void Configure(EntityTypeBuilder<CampaignLimitRow> builder)
    {
        builder.ToTable("campaign_limits");
        builder.HasKey(row => row.CampaignId);
        builder.Property(row => row.WaitsBecause).HasMaxLength(32);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}

internal sealed class SetApartWalletConfiguration : IEntityTypeConfiguration<SetApartWalletRow>
{
    public void Configure(EntityTypeBuilder<SetApartWalletRow> builder)
    {
        builder.ToTable("set_apart_wallets");
        builder.HasKey(row => row.Wallet);
        builder.Property(row => row.Reason).HasMaxLength(500);
        builder.HasOne<PayoutBatchRow>().WithMany().HasForeignKey(row => row.PayoutBatchId);
    }
}
