using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>What stands against the launch of a campaign, or deserves a second look before it (F27).</summary>
internal static class LaunchReport
{
    public static async Task<IReadOnlyList<LaunchFault>> ReadAsync(
        RetoDbContext db, LoadCampaigns loadCampaigns, CampaignId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Campaign campaign = (await loadCampaigns.ExecuteAsync(db, [id], cancellationToken))[id];
        LedgerView ledger = await LedgerView.LoadAsync(db, [id], [], cancellationToken);
        CurrentRates rates = await LoadEventsToDecide.RatesAsync(db, now, cancellationToken);
        ChainLimits? limits = await ChainLimitsAsync(db, id, cancellationToken);
        return LaunchChecks.Of(campaign, ledger.BudgetOf(id), rates.Current, openOfferBps: 0, now, limits);
    }

    /// <summary>What the contract enforces, by its events; null while the campaign is not known on chain.</summary>
    internal static async Task<ChainLimits?> ChainLimitsAsync(RetoDbContext db, CampaignId id, CancellationToken cancellationToken)
    {
        CampaignRow row = await db.Set<CampaignRow>().SingleAsync(one => one.CampaignId == id, cancellationToken);
        if (row.ChainCampaignId is not { } number)
        {
            return null;
        }

        byte[] topic = ChainEvents.Topic(number);
        byte[]? contract = row.ChainContract;
        ChainEventRow[] events = await db.Set<ChainEventRow>()
            .Where(one => one.IsCanonical && one.Topic1 == topic && one.Contract == contract
                && (one.Name == "CampaignCreated" || one.Name == "LimitsChanged"))
            .OrderBy(one => one.BlockNumber).ThenBy(one => one.LogIndex)
            .ToArrayAsync(cancellationToken);
        ChainEventRow? created = events.FirstOrDefault(one => one.Name == "CampaignCreated");
        ChainEventRow? limits = events.LastOrDefault(one => one.Name == "LimitsChanged");
        return created is null || limits is null ? null : new ChainLimits(
            TimeSpan.FromSeconds(ChainEventArguments.Of(created).Number("graceSeconds")),
            ChainEventArguments.Of(limits).Amount("maxReward"),
            ChainEventArguments.Of(limits).Number("maxShareBps"));
    }
}
