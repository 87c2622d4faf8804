using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Payouts;

/// <summary>Plans batches of payable rewards: one batch of one campaign a commit, its numbers and tag following the batch before.</summary>
/// <remarks>
/// While a batch of a campaign has failed and is not yet settled, nothing more of that campaign is planned: what follows it
/// names its tag and must fail too, and all are planned again once nothing can be mined any more. A batch is never larger than what the
/// contract would pay now, less what is on its way: the rest waits for the allowance to refill or the budget to be topped up.
/// </remarks>
internal sealed class PlanPayoutBatch(
    PayableRewards payableRewards,
    BatchContinuations continuations,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<PayoutOptions> payoutOptions,
    TimeProvider clock,
    ILogger<PlanPayoutBatch> logger) : IStage
{
    /// <summary>A batch that the allowance cuts short is worth this part of the daily allowance: an hour's refill.</summary>
    private const ulong CutsPerDay = 24;

    private readonly PayoutOptions options = payoutOptions.Value;

    /// <summary>Campaigns of which nothing could be planned when they were last looked at, so that they are looked at from outside the gate.</summary>
    private readonly HashSet<CampaignId> delayed = [];

    public bool UsesNode => false;

    /// <returns>How many batches were planned.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        int planned = 0;
        foreach (CampaignRow campaign in await CampaignsAsync(cancellationToken))
        {
            PayoutBatchRow? batch = await gate.WriteAsync(WritePriority.Stage, write => PlanAsync(write, campaign), cancellationToken);
            if (batch is not null)
            {
                planned++;
                Failpoint.Pass("plan-after-commit");
                logger.LogInformation(
                    "Planned batch {BatchId} of campaign {CampaignId}: rewards {FirstReward} and {RewardCount} in all, {WalletCount} wallets, {Total} RETO",
                    batch.PayoutBatchId, batch.CampaignId, batch.FirstReward, batch.RewardCount, batch.WalletCount, batch.Total);
            }
        }

        return planned;
    }

    /// <summary>Campaigns that are known on chain and where something might be planned, seen from outside the gate.</summary>
    private async Task<List<CampaignRow>> CampaignsAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        CampaignRow[] known = await db.Set<CampaignRow>()
            .Where(row => row.ChainCampaignId != null
                && db.Set<CampaignLimitRow>().Any(limit => limit.CampaignId == row.CampaignId)
                && db.Set<RewardRow>().Any(reward => reward.CampaignId == row.CampaignId && reward.State == RewardState.Payable))
            .ToArrayAsync(cancellationToken);
        List<CampaignRow> plannable = [];
        foreach (CampaignRow campaign in known)
        {
            BatchContinuation? continuation = await continuations.OfAsync(db, campaign, cancellationToken);
            if (continuation is null)
            {
                continue;
            }

            // Entering the gate wakes the stages up, so a campaign that has to wait is judged out here.
            if (!delayed.Contains(campaign.CampaignId) || await IsNewsAsync(db, campaign, continuation, cancellationToken))
            {
                plannable.Add(campaign);
            }
        }

        return plannable;
    }

    /// <summary>Whether a campaign that had to wait need wait no more, or waits for another reason.</summary>
    private async Task<bool> IsNewsAsync(
        RetoDbContext db, CampaignRow campaign, BatchContinuation continuation, CancellationToken cancellationToken)
    {
        (PayoutPlan plan, CampaignLimitRow limits) = await DecideAsync(db, campaign, continuation, cancellationToken);
        return plan is PayoutPlan.Planned || Because(plan) != limits.WaitsBecause;
    }

    private async Task<PayoutBatchRow?> PlanAsync(WriteTransaction write, CampaignRow seen)
    {
        CampaignRow campaign = await write.Db.Set<CampaignRow>()
            .SingleAsync(row => row.CampaignId == seen.CampaignId, write.CancellationToken);
        if (await continuations.OfAsync(write.Db, campaign, write.CancellationToken) is not { } continuation)
        {
            return null;
        }

        (PayoutPlan plan, CampaignLimitRow limits) = await DecideAsync(write.Db, campaign, continuation, write.CancellationToken);
        NoteDelay(write, campaign.CampaignId, limits, plan);
        return plan is PayoutPlan.Planned planned ? await SaveAsync(write, campaign, continuation, planned, limits) : null;
    }

    private async Task<(PayoutPlan Plan, CampaignLimitRow Limits)> DecideAsync(
        RetoDbContext db, CampaignRow campaign, BatchContinuation continuation, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        CampaignLimitRow limits = await db.Set<CampaignLimitRow>()
            .SingleAsync(row => row.CampaignId == campaign.CampaignId, cancellationToken);
        Payable payable = await payableRewards.LoadAsync(db, campaign.CampaignId, now, cancellationToken);
        Dictionary<SaleId, TokenAmount> values = limits.MaxShareBps is null
            ? []
            : await DeclaredSaleValue.OfAsync(db, [.. payable.Rewards.Select(reward => reward.Sale).Where(sale => !sale.IsEmpty).Distinct()], now, cancellationToken);
        TokenAmount onItsWay = await BatchContinuations.UncountedAsync(db, campaign.CampaignId, limits.BlockNumber, cancellationToken);
        PayoutPlan plan = PayoutPlanner.Plan(
            campaign.CampaignId,
            new PayoutBatchId(Guid.CreateVersion7(now)),
            (ulong)continuation.FirstReward,
            payable.Rewards,
            who => payable.Debts.GetValueOrDefault(who),
            who => payable.Wallets.TryGetValue(who, out WalletAddress wallet) ? wallet : null,
            Bounds(campaign, limits, onItsWay),
            now,
            sale => values.GetValueOrDefault(sale));
        return (plan, limits);
    }

    private PayoutBounds Bounds(CampaignRow campaign, CampaignLimitRow limits, TokenAmount onItsWay) => new(
        options.MaxRewards,
        options.MaxWallets,
        limits.PayableNow.SubtractDownToZero(onItsWay),
        campaign.PayoutMinimum ?? options.Minimum,
        campaign.PayoutCadenceSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Cadence)
    {
        MaxLine = limits.DailyAllowance,
        MaxAverage = limits.MaxReward,
        MaxShareBps = limits.MaxShareBps,
        // A budget that runs dry is paid out to the last line; only an allowance is worth waiting for.
        MinimumCut = limits.DailyAllowance.MultiplyDown(1, CutsPerDay),
        Gas = PayBatch.Gas(limits.Attestor is not null),
    };

    private static string? Because(PayoutPlan plan) =>
        plan is PayoutPlan.NotYet { Reason: PayoutDelay.AboveMaxTotal or PayoutDelay.AboveMaxLine or PayoutDelay.AboveCeilings } delay
            ? delay.Reason.ToString()
            : null;

    /// <summary>Keeps the note of why nothing is planned true, and raises the alarm when it would stay so for ever.</summary>
    private void NoteDelay(WriteTransaction write, CampaignId campaign, CampaignLimitRow limits, PayoutPlan plan)
    {
        _ = plan is PayoutPlan.Planned ? delayed.Remove(campaign) : delayed.Add(campaign);
        string? because = Because(plan);
        if (because == limits.WaitsBecause)
        {
            return;
        }

        limits.WaitsBecause = because;
        limits.WaitsSince = because is null ? null : clock.GetUtcNow();
        write.UpdateOne(limits, nameof(CampaignLimitRow.WaitsBecause), nameof(CampaignLimitRow.WaitsSince));
        if (plan is PayoutPlan.NotYet { Reason: PayoutDelay.AboveMaxLine or PayoutDelay.AboveCeilings })
        {
            logger.LogError(
                AlarmEvents.PayoutsWait, "Rewards of campaign {CampaignId} wait: {Reason}. Its partner can raise its limits on chain", campaign, because);
        }
        else if (because is not null)
        {
            logger.LogInformation("Rewards of campaign {CampaignId} wait: the contract would pay none of them now", campaign);
        }
    }

    private async Task<PayoutBatchRow> SaveAsync(
        WriteTransaction write, CampaignRow campaign, BatchContinuation continuation, PayoutPlan.Planned plan, CampaignLimitRow limits)
    {
        DateTimeOffset now = clock.GetUtcNow();
        RewardId[] ids = [.. plan.Rewards.Select(line => line.Id)];
        Dictionary<RewardId, RewardRow> rewards = await write.Db.Set<RewardRow>()
            .Where(row => ids.Contains(row.RewardId))
            .ToDictionaryAsync(row => row.RewardId, write.CancellationToken);
        SaleId[] sales = [.. rewards.Values.Select(row => row.SaleId).OfType<SaleId>().Distinct()];
        TokenAmount declared = DeclaredSaleValue.Sum(
            await DeclaredSaleValue.OfAsync(write.Db, sales, now, write.CancellationToken), sales);
        (PayoutBatchRow batch, PayoutLineRow[] lines) = BatchAssembly.Assemble(
            campaign.CampaignId, campaign.ChainCampaignId!.Value, continuation, plan, rewards, declared, limits.Attestor, now, options.Validity);

        write.InsertOne(batch);
        write.Insert([.. lines]);
        RewardStates.Advance(write, rewards.Values, RewardState.InFlight);
        await LedgerBook.PostAsync(write, plan.Transactions);
        Failpoint.Pass("plan-before-commit");
        return batch;
    }
}
