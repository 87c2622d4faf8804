using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;

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

    /// <returns>How many events were decided; 0 when none is waiting.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        int decided = await gate.WriteAsync(WritePriority.Stage, ExecuteAsync, cancellationToken);
        if (decided > 0)
        {
            Failpoint.Pass("reward-after-commit");
        }

        return decided;
    }

    private async Task<int> ExecuteAsync(WriteTransaction write)
    {
        DateTimeOffset now = clock.GetUtcNow();
        SaleId[] sales = await LoadEventsToDecide.TakeAsync(write, MaxSalesPerRun, now - WaitingRest, now - ForgottenRest);
        if (sales.Length == 0)
        {
            return 0;
        }

        HashSet<SaleEventId> held = [];
        Dictionary<CampaignId, TokenAmount> mostLent = [];
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            EventsToDecide work = await LoadEventsToDecide.ExecuteAsync(write, loadCampaigns, linkKeys, sales, now);
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
