using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Ledger;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Warns before a budget runs dry: an alarm from 80 % on of what was funded, renewed at each further mark and over after a top-up.</summary>
internal sealed class WatchBudgets(IDbContextFactory<RetoDbContext> contexts, WriteGate gate, Alarms alarms, TimeProvider clock) : IStage
{
    /// <summary>How often budgets are looked at.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private const int FirstMarkBps = 8_000;

    private DateTimeOffset lookedAt = DateTimeOffset.MinValue;
    private Dictionary<string, string> told = [];

    public bool UsesNode => false;

    /// <returns>1 when an alarm was raised, changed or ended, else 0.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now - lookedAt < Rest && now >= lookedAt)
        {
            return 0;
        }

        lookedAt = now;
        Dictionary<string, string> found = await LookAsync(cancellationToken);
        if (found.Count == told.Count && found.All(one => told.TryGetValue(one.Key, out string? sentence) && sentence == one.Value))
        {
            return 0;
        }

        await gate.WriteAsync(WritePriority.Stage, write => alarms.SetAsync(write, AlarmNames.BudgetDry, found), cancellationToken);
        told = found;
        return 1;
    }

    private async Task<Dictionary<string, string>> LookAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        CampaignRow[] live = await db.Set<CampaignRow>()
            .Where(row => row.State == CampaignState.Live || row.State == CampaignState.Paused).ToArrayAsync(cancellationToken);
        CampaignId[] ids = [.. live.Select(row => row.CampaignId)];
        string world = AccountName.World.ToString();
        string[] names = [world, .. ids.Select(id => AccountName.Budget(id).ToString())];
        LedgerAccountRow[] accounts = await db.Set<LedgerAccountRow>()
            .Where(row => ids.Contains(row.CampaignId) && names.Contains(row.Name)).ToArrayAsync(cancellationToken);
        Dictionary<string, string> found = [];
        foreach (IGrouping<CampaignId, LedgerAccountRow> own in accounts.GroupBy(row => row.CampaignId))
        {
            TokenAmount funded = own.SingleOrDefault(row => row.Name == world)?.Balance.Shortfall() ?? TokenAmount.Zero;
            TokenAmount budget = own.SingleOrDefault(row => row.Name != world)?.Balance.ToAmount() ?? TokenAmount.Zero;
            if (!funded.IsZero && BudgetWatch.Passed(funded, funded, budget) is { } mark and >= FirstMarkBps)
            {
                found.Add(
                    $"campaign:{own.Key}",
                    mark == BasisPoints.Whole
                        ? "The budget is used up: nothing more can be promised until it is topped up."
                        : $"{mark / 100} % of what was funded is promised; top up before it runs dry.");
            }
        }

        return found;
    }
}
