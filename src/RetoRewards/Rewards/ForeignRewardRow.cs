using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;

namespace RetoRewards.Rewards;

/// <summary>A reward that a final run on chain settled and no batch of this database planned, known by its fingerprint.</summary>
/// <remarks>A reward that is decided here with this fingerprint is settled already and is never planned.</remarks>
internal sealed class ForeignRewardRow
{
    public required CampaignId CampaignId { get; init; }

    public required long Fingerprint { get; init; }

    /// <summary>The number that the chain gave it.</summary>
    public required long RewardNumber { get; init; }

    /// <summary>The run that settled it, by the id under which it is kept here.</summary>
    public required PayoutBatchId PayoutBatchId { get; init; }

    /// <summary>The wallet, as the run's manifest says; null without a manifest.</summary>
    public required WalletAddress? StatedWallet { get; init; }

    /// <summary>What of its wallet's word was this reward's, as the run's manifest says; null without a manifest.</summary>
    public required TokenAmount? StatedPaid { get; init; }

    /// <summary>What has been taken out of <c>unidentified</c> for it, so that it could be promised again.</summary>
    public required TokenAmount Released { get; set; }

    /// <summary>The reward that it turned out to be; null while that is not known.</summary>
    public required RewardId? RewardId { get; set; }
}

internal sealed class ForeignRewardConfiguration : IEntityTypeConfiguration<ForeignRewardRow>
{
    public void Configure(EntityTypeBuilder<ForeignRewardRow> builder)
    {
        builder.ToTable("foreign_rewards");
        builder.HasKey(row => new { row.CampaignId, row.Fingerprint });
        builder.HasIndex(row => row.PayoutBatchId);
        builder.HasIndex(row => row.RewardId).IsUnique();
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}
