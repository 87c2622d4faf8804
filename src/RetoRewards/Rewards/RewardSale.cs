using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Turns received events of sales into rewards, or into what refunds leave of them, with their ledger entries, or into recorded
/// refusals.</summary>
internal sealed class RewardSale(
    WriteGate gate, LoadCampaigns loadCampaigns, LinkKeys linkKeys, FingerprintKey fingerprints, TimeProvider clock) : IStage
{
    /// <summary>Events taken in one transaction. More would keep intake waiting; fewer would pay a commit too often.</summary>
    public const int MaxSalesPerRun = 256;

    /// <summary>Most times that a run is decided anew: because of rewards that could not be told apart on chain, or of recovered budgets.</summary>
    public const int MaxAttempts = 8;

    /// <summary>How long an event that waits for a rate, a top-up or the end of a pause rests before it is looked at again.</summary>
    public static readonly TimeSpan WaitingRest = TimeSpan.FromSeconds(30);

    /// <summary>The same for one that waits for another event of its sale, which takes it up as soon as it comes.</summary>
    public static readonly TimeSpan ForgottenRest = TimeSpan.FromHours(1);

    public bool UsesNode => false;

    public bool IsShared => true;

    /// <returns>How many events were decided; 0 when none is waiting.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        int decided = await gate.WriteAsync(WritePriority.Stage, WriteAccess.Beside, ExecuteAsync, cancellationToken)
            ?? await gate.WriteAsync(WritePriority.Stage, WriteAccess.Alone, ExecuteAsync, cancellationToken)
            ?? 0;
        if (decided > 0)
        {
            Failpoint.Pass("reward-after-commit");
        }

        return decided;
    }

    /// <returns>How many events were decided; null when others' campaigns are concerned, so that nobody else may write meanwhile.</returns>
    private async Task<int?> ExecuteAsync(WriteTransaction write)
    {
        DateTimeOffset now = clock.GetUtcNow();
        IQueryable<SaleEventRow> due = LoadEventsToDecide.Due(write, now - WaitingRest, now - ForgottenRest);
        PartnerId[]? partners = write.IsAlone ? null : await HoldPartners.ClaimAsync(write, due);
        SaleId[] sales = await LoadEventsToDecide.TakeAsync(write, due, partners, MaxSalesPerRun);
        if (sales.Length == 0)
        {
            return 0;
        }

        HashSet<SaleEventId> held = [];
        Dictionary<CampaignId, TokenAmount> mostLent = [];
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            EventsToDecide work = await LoadEventsToDecide.ExecuteAsync(write, loadCampaigns, linkKeys, sales, now);
            if (partners is not null && !await HoldPartners.CoverAsync(write, partners, work))
            {
                return null;
            }

            await RecoveredBudget.LendAsync(write, work, mostLent);
            DecidedRewards decided = new DecideEvents(work, held, now).Execute();
            IReadOnlyCollection<SaleEventId> colliding = await SaveRewards.FingerprintAsync(write, fingerprints, decided);
            if (colliding.Count == 0 && await RecoveredBudget.FitsAsync(write, work, decided, mostLent))
            {
                await SaveRewards.ExecuteAsync(write, work, decided, now);
                Failpoint.Pass("reward-before-commit");
                return decided.Outcomes.Count;
            }

            held.UnionWith(colliding);
        }

        throw new InvalidOperationException(
            $"Fingerprints collide, or recovered budgets do not fit, after {MaxAttempts} attempts: the key or a table is not what it should be.");
    }
}
