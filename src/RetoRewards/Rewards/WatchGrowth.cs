using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Guards that a new customer costs less than it is worth (F23, N13): warns by an alarm, or asks that the campaign be paused.</summary>
internal sealed class WatchGrowth(IDbContextFactory<RetoDbContext> contexts, WriteGate gate, Alarms alarms, TimeProvider clock) : IStage
{
    /// <summary>How often campaigns are judged.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    private DateTimeOffset lookedAt = DateTimeOffset.MinValue;

    public bool UsesNode => false;

    /// <returns>How many campaigns were found to be in breach for the first time.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now - lookedAt < Rest && now >= lookedAt)
        {
            return 0;
        }

        lookedAt = now;
        Dictionary<CampaignId, (GrowthVerdict Verdict, string Sentence)> breaches = await JudgeAsync(now, cancellationToken);
        return await gate.WriteAsync(WritePriority.Stage, write => TellAsync(write, breaches, now), cancellationToken);
    }

    private async Task<Dictionary<CampaignId, (GrowthVerdict Verdict, string Sentence)>> JudgeAsync(
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        CampaignPlanRow[] guarded = await db.Set<CampaignPlanRow>()
            .Where(row => row.GuardCurrency != null && db.Set<CampaignRow>().Any(one => one.CampaignId == row.CampaignId
                && (one.State == CampaignState.Live || one.State == CampaignState.Paused)))
            .ToArrayAsync(cancellationToken);
        Dictionary<CampaignId, (GrowthVerdict, string)> breaches = [];
        foreach (CampaignPlanRow plan in guarded)
        {
            CampaignGrowth growth = await CampaignGrowth.ReadAsync(db, plan.CampaignId, plan.GuardCurrency, now, cancellationToken);
            GrowthVerdict verdict = growth.Judge(plan);
            if (verdict is GrowthVerdict.Warn or GrowthVerdict.Pause)
            {
                long? cost = GrowthGuard.CostOfCustomer(growth.PromotionMinorUnits, growth.IncentiveMinorUnits ?? 0, growth.NewCustomers);
                breaches.Add(plan.CampaignId, (
                    verdict,
                    $"A new customer costs {cost} and is worth {growth.ValueOf(plan).MinorUnits()} minor units of {plan.GuardCurrency}."));
            }
        }

        return breaches;
    }

    private async Task<int> TellAsync(
        WriteTransaction write, Dictionary<CampaignId, (GrowthVerdict Verdict, string Sentence)> breaches, DateTimeOffset now)
    {
        await alarms.SetAsync(
            write, AlarmNames.GrowthGuard, breaches.ToDictionary(one => $"campaign:{one.Key}", one => one.Value.Sentence));
        int asked = 0;
        foreach ((CampaignId campaign, (GrowthVerdict verdict, string sentence)) in breaches)
        {
            bool isLive = await write.Db.Set<CampaignRow>()
                .AnyAsync(row => row.CampaignId == campaign && row.State == CampaignState.Live, write.CancellationToken);
            if (verdict == GrowthVerdict.Pause && isLive
                && await CampaignRequests.AskAsync(write, campaign, CampaignState.Paused, sentence, now))
            {
                asked++;
            }
        }

        return asked;
    }
}
