using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>No batch of the campaign is planned before a final block is later than this: what somebody else signed could still be mined.</summary>
internal sealed class PlanningPauseRow
{
    public required CampaignId CampaignId { get; init; }

    /// <summary>The longest <c>validUntil</c> that could still be outstanding.</summary>
    public required DateTimeOffset Until { get; set; }

    public required string Because { get; set; }
}

internal sealed class PlanningPauseConfiguration : IEntityTypeConfiguration<PlanningPauseRow>
{
    public void Configure(EntityTypeBuilder<PlanningPauseRow> builder)
    {
        builder.ToTable("planning_pauses");
        builder.HasKey(row => row.CampaignId);
        builder.Property(row => row.Because).HasMaxLength(500);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}

/// <summary>The border of this room for whoever finds that the chain's history is not this database's.</summary>
internal static class PlanningPauses
{
    /// <summary>Lets nothing be planned before that moment is past and final; a later moment stands.</summary>
    public static async Task ExtendAsync(WriteTransaction write, CampaignId campaign, DateTimeOffset until, string because)
    {
        PlanningPauseRow? row = await write.Db.Set<PlanningPauseRow>()
            .SingleOrDefaultAsync(one => one.CampaignId == campaign, write.CancellationToken);
        if (row is null)
        {
            write.InsertOne(new PlanningPauseRow { CampaignId = campaign, Until = until, Because = because });
        }
        else if (row.Until < until)
        {
            row.Until = until;
            row.Because = because;
            write.UpdateOne(row, nameof(PlanningPauseRow.Until), nameof(PlanningPauseRow.Because));
        }
    }

    /// <summary>Whether planning of the campaign rests, by the time of the newest final block and not by this machine's clock.</summary>
    public static async Task<bool> HoldsAsync(RetoDbContext db, long chainId, CampaignId campaign, CancellationToken cancellationToken)
    {
        PlanningPauseRow? pause = await db.Set<PlanningPauseRow>().SingleOrDefaultAsync(row => row.CampaignId == campaign, cancellationToken);
        if (pause is null)
        {
            return false;
        }

        long final = await db.Set<ChainRow>().Where(row => row.ChainId == chainId).Select(row => row.FinalNumber).SingleAsync(cancellationToken);
        long finalSeconds = await db.Set<ChainBlockRow>()
            .Where(row => row.ChainId == chainId && row.IsCanonical && row.Number <= final)
            .OrderByDescending(row => row.Number)
            .Select(row => row.TimestampSeconds)
            .FirstOrDefaultAsync(cancellationToken);
        return finalSeconds <= pause.Until.ToUnixTimeSeconds();
    }
}
