using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>Ends the wait for what somebody else signed, by a person's order: once the key that signed it can pay no more.</summary>
/// <remarks>A thief may sign runs that stay valid for ever. Ending the wait too early pays nothing twice, since the chain takes one
/// continuation of a tag only; it costs the gas of a batch that reverts.</remarks>
internal sealed class EndPlanningPause(TimeProvider clock, ILogger<EndPlanningPause> logger)
{
    public async Task<Outcome<PlanningPauseRow>> ExecuteAsync(WriteTransaction write, CampaignId campaign, OperatorOrder order)
    {
        PlanningPauseRow? pause = await write.Db.Set<PlanningPauseRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == campaign, write.CancellationToken);
        if (pause is null)
        {
            return Refusal.NotFound("planning pause");
        }

        write.Delete([pause]);
        OperatorActions.Record(write, OperatorActions.PlanningPauseEnded, $"campaign:{campaign}", order, clock.GetUtcNow());
        logger.LogWarning("Batches of campaign {CampaignId} are planned again by a person's order", campaign);
        return pause;
    }
}
