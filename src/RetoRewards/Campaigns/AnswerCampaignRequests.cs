using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>Answers what other rooms ask of campaigns, by the lawful steps of a campaign and no others.</summary>
internal sealed class AnswerCampaignRequests(
    IDbContextFactory<RetoDbContext> contexts, WriteGate gate, TimeProvider clock, ILogger<AnswerCampaignRequests> logger) : IStage
{
    /// <summary>Most requests answered in one commit.</summary>
    public const int MaxRequests = 64;

    public bool UsesNode => false;

    /// <returns>How many requests were answered.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using (RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.Set<CampaignRequestRow>().AnyAsync(row => row.AnsweredAt == null, cancellationToken))
            {
                return 0;
            }
        }

        return await gate.WriteAsync(WritePriority.Stage, AnswerAsync, cancellationToken);
    }

    private async Task<int> AnswerAsync(WriteTransaction write)
    {
        DateTimeOffset now = clock.GetUtcNow();
        CampaignRequestRow[] waiting = await write.Db.Set<CampaignRequestRow>().Where(row => row.AnsweredAt == null)
            .OrderBy(row => row.AskedAt).Take(MaxRequests).ToArrayAsync(write.CancellationToken);
        foreach (CampaignRequestRow request in waiting)
        {
            CampaignRow row = await write.Db.Set<CampaignRow>()
                .SingleAsync(one => one.CampaignId == request.CampaignId, write.CancellationToken);
            Campaign campaign = Campaign.Restore(row.CampaignId, row.PartnerId, row.StartsAt, row.EndsAt, row.State, []);
            CampaignRefusal refusal = request.Wanted == CampaignState.Paused ? campaign.Pause() : CampaignRefusal.IllegalTransition;
            request.AnsweredAt = now;
            request.IsGranted = refusal == CampaignRefusal.None;
            if (request.IsGranted)
            {
                row.State = campaign.State;
                row.Version++;
                write.UpdateOne(row, nameof(CampaignRow.State), nameof(CampaignRow.Version));
                logger.LogInformation("Campaign {CampaignId} is {State}: {Reason}", row.CampaignId, row.State, request.Because);
            }
        }

        write.Update(waiting, nameof(CampaignRequestRow.AnsweredAt), nameof(CampaignRequestRow.IsGranted));
        return waiting.Length;
    }
}
