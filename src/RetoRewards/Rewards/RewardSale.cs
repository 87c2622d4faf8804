using RetoRewards.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Turns received sales into rewards and their ledger entries, or into recorded refusals.</summary>
internal sealed class RewardSale(WriteGate gate, LoadCampaigns loadCampaigns, FingerprintKey fingerprints, TimeProvider clock) : IStage
{
    /// <summary>Events taken in one transaction. More would keep intake waiting; fewer would pay a commit too often.</summary>
    public const int MaxSalesPerRun = 256;

    /// <summary>How long an event that waits for a rate, a top-up or the end of a pause rests before it is looked at again.</summary>
    public static readonly TimeSpan WaitingRest = TimeSpan.FromSeconds(30);

    public bool UsesNode => false;

    /// <returns>How many events were decided; 0 when none is waiting.</returns>
    public Task<int> RunOnceAsync(CancellationToken cancellationToken) => gate.WriteAsync(
        WritePriority.Stage,
        async write =>
        {
            DateTimeOffset now = clock.GetUtcNow();
            SaleEventRow[] events = await LoadSalesToReward.TakeAsync(write, MaxSalesPerRun, now - WaitingRest);
            if (events.Length == 0)
            {
                return 0;
            }

            SalesToReward sales = await LoadSalesToReward.ExecuteAsync(write, loadCampaigns, events, now);

            List<CampaignDecisions> decisions = [];
            foreach (CampaignSales ofCampaign in sales.Campaigns)
            {
                IReadOnlyList<RewardDecision> decided = RewardPolicy.Decide(
                    ofCampaign.Campaign, ofCampaign.Sales, sales.Rates.Current, ofCampaign.Running, now);
                decisions.Add(new CampaignDecisions(ofCampaign, decided));
            }

            SaveRewards save = new(write, fingerprints, sales, now);
            await save.ExecuteAsync(decisions);
            return events.Length;
        },
        cancellationToken);
}

/// <summary>The decisions of one campaign, beside what they were made from.</summary>
internal sealed record CampaignDecisions(CampaignSales Of, IReadOnlyList<RewardDecision> Decisions);
