using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>Where a campaign is to stand.</summary>
/// <param name="State">Live (launched, or going on after a pause), Paused or Ended. Funded and Closed follow from the chain alone.</param>
internal sealed record ChangeCampaignStateRequest(CampaignState? State);

/// <summary>Launches, pauses, resumes or ends a campaign.</summary>
internal sealed class ChangeCampaignState(LoadCampaigns loadCampaigns, TimeProvider clock)
{
    /// <param name="expectedVersion">What the caller read; null when any version will do.</param>
    public async Task<Outcome<CampaignRow>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, CampaignId campaignId, int? expectedVersion, ChangeCampaignStateRequest request)
    {
        CampaignRow? row = await transaction.Db.Set<CampaignRow>()
            .SingleOrDefaultAsync(stored => stored.CampaignId == campaignId, transaction.CancellationToken);
        if (row is null || !caller.Sees(row.PartnerId))
        {
            return Refusal.NotFound("campaign");
        }

        FieldChecks checks = new();
        CampaignState wanted = checks.Required("/state", request.State);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (expectedVersion is { } expected && expected != row.Version)
        {
            return Refusal.Stale;
        }

        Campaign campaign = (await loadCampaigns.ExecuteAsync(transaction.Db, [campaignId], transaction.CancellationToken))[campaignId];
        CampaignRefusal refused = wanted switch
        {
            CampaignState.Live when campaign.State == CampaignState.Paused => campaign.Resume(),
            CampaignState.Live => campaign.Launch(),
            CampaignState.Paused => campaign.Pause(),
            CampaignState.Ended => campaign.End(clock.GetUtcNow()),
            _ => CampaignRefusal.IllegalTransition,
        };
        if (refused != CampaignRefusal.None)
        {
            return CampaignSentences.Refuse(refused);
        }

        row.State = campaign.State;
        row.EndsAt = campaign.EndsAt;
        row.Version++;
        transaction.UpdateOne(row, nameof(CampaignRow.State), nameof(CampaignRow.EndsAt), nameof(CampaignRow.Version));
        return row;
    }
}
