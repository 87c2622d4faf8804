using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Settlements;

/// <summary>What came back.</summary>
/// <param name="Roster">What the roster file gave.</param>
/// <param name="Runs">Runs on chain that this database had not planned.</param>
/// <param name="Quarantined">Runs among them whose receipts are not known.</param>
/// <param name="SettledRewards">Rewards that they settled, each known by its fingerprint.</param>
/// <param name="IdentifiedRewards">Rewards among them that are known here.</param>
/// <param name="PlannedAgainAfter">The longest <c>validUntil</c> that could still be outstanding; null where no campaign is on chain.</param>
/// <param name="Reconciled">Ledger against chain, after all of it.</param>
internal sealed record Rebuilt(
    RosterRestored Roster,
    int Runs,
    int Quarantined,
    int SettledRewards,
    int IdentifiedRewards,
    DateTimeOffset? PlannedAgainAfter,
    Reconciled Reconciled);

/// <summary>Brings back what was paid into an empty or an old database: from the chain, the roster file, the manifests and the keys.</summary>
/// <remarks>
/// May be run again at any time, and changes nothing that is right. Signs and sends nothing. Afterwards the partners tell their
/// events again; what the chain has paid is recognised by its fingerprint and is not paid again.
/// </remarks>
internal sealed class Rebuild(
    RestoreRoster roster,
    Reconcile reconcile,
    TransactionDesk desk,
    IEnumerable<IStage> stages,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<PayoutOptions> payoutOptions,
    TimeProvider clock)
{
    private const string Because = "The database was rebuilt. What was signed before it was lost may still be mined.";

    /// <summary>The stages that read the chain. None of them plans, signs or sends.</summary>
    private readonly IStage[] reading =
        [.. stages.Where(stage => stage is FollowChain or UndoForkedFunding or FollowCampaignFunding or ObserveTransactions
            or UndoForkedPayments or SettlePayoutBatch or ImportForeignRuns or IdentifyForeignRewards)];

    public async Task<Rebuilt> ExecuteAsync(CancellationToken cancellationToken)
    {
        RosterRestored restored = await roster.ExecuteAsync(cancellationToken);
        int taken;
        do
        {
            taken = 0;
            foreach (IStage stage in reading)
            {
                taken += await stage.RunOnceAsync(cancellationToken);
            }
        }
        while (taken > 0);

        // The chain's own count tells where the lane goes on: nonces of the lost time are used up.
        await desk.ResumeAsync(cancellationToken);
        DateTimeOffset? until = await PauseAsync(cancellationToken);
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return new Rebuilt(
            restored,
            await db.Set<ForeignRunRow>().CountAsync(cancellationToken),
            await db.Set<ForeignRunRow>().CountAsync(row => row.Receipts == ReceiptsKnown.Quarantined, cancellationToken),
            await db.Set<ForeignRewardRow>().CountAsync(cancellationToken),
            await db.Set<ForeignRewardRow>().CountAsync(row => row.RewardId != null, cancellationToken),
            until,
            await reconcile.ExecuteAsync(null, null, cancellationToken));
    }

    /// <summary>Lets nothing be planned while what was signed before could be mined.</summary>
    private async Task<DateTimeOffset?> PauseAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        CampaignId[] campaigns = await db.Set<CampaignRow>().Where(row => row.ChainCampaignId != null)
            .Select(row => row.CampaignId).ToArrayAsync(cancellationToken);
        if (campaigns.Length == 0)
        {
            return null;
        }

        DateTimeOffset until = clock.GetUtcNow() + payoutOptions.Value.Validity;
        await gate.WriteAsync(
            WritePriority.Stage,
            async write =>
            {
                foreach (CampaignId campaign in campaigns)
                {
                    await PlanningPauses.ExtendAsync(write, campaign, until, Because);
                }
            },
            cancellationToken);
        return until;
    }
}
