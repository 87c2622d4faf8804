using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Ethereum;
using RetoRewards.Ledger;
using RetoRewards.Participants;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Payouts;

/// <summary>Plans batches of payable rewards: one batch of one campaign a commit, its numbers and tag following the batch before.</summary>
/// <remarks>
/// While a batch of a campaign has failed and is not yet settled, nothing more of that campaign is planned: what follows it
/// names its tag and must fail too, and all are planned again once nothing can be mined any more.
/// </remarks>
internal sealed class PlanPayoutBatch(
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> chainOptions,
    IOptions<PayoutOptions> payoutOptions,
    TimeProvider clock,
    ILogger<PlanPayoutBatch> logger) : IStage
{
    /// <summary>Payable rewards looked at for each one that a batch may hold: the more, the more merge into one wallet's word.</summary>
    private const int CandidatesPerPlace = 2;

    /// <summary>Batches of a campaign that may be unsettled at once.</summary>
    private const int MaxUnsettled = 64;

    private readonly long chainId = chainOptions.Value.ChainId;
    private readonly PayoutOptions options = payoutOptions.Value;

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
                && db.Set<RewardRow>().Any(reward => reward.CampaignId == row.CampaignId && reward.State == RewardState.Payable))
            .ToArrayAsync(cancellationToken);
        List<CampaignRow> plannable = [];
        foreach (CampaignRow campaign in known)
        {
            BatchContinuation? continuation = await ContinuationAsync(db, campaign, cancellationToken);
            if (continuation is not null && await IsDueAsync(db, campaign.CampaignId, cancellationToken))
            {
                plannable.Add(campaign);
            }
        }

        return plannable;
    }

    private async Task<PayoutBatchRow?> PlanAsync(WriteTransaction write, CampaignRow campaign)
    {
        if (await ContinuationAsync(write.Db, campaign, write.CancellationToken) is not { } continuation)
        {
            return null;
        }

        DateTimeOffset now = clock.GetUtcNow();
        PayableReward[] payable = await CandidatesAsync(write.Db, campaign.CampaignId, write.CancellationToken);
        ParticipantId[] participants = [.. payable.Select(reward => reward.Participant).Distinct()];
        Dictionary<ParticipantId, WalletAddress> wallets = await WalletsAsync(write, participants);
        Dictionary<ParticipantId, TokenAmount> debts = await DebtsAsync(write, campaign.CampaignId, participants);

        PayoutPlan plan = PayoutPlanner.Plan(
            campaign.CampaignId,
            new PayoutBatchId(Guid.CreateVersion7(now)),
            (ulong)continuation.FirstReward,
            payable,
            who => debts.GetValueOrDefault(who),
            who => wallets.TryGetValue(who, out WalletAddress wallet) ? wallet : null,
            new PayoutBounds(options.MaxRewards, options.MaxWallets, TokenAmount.MaxValue, options.Minimum, options.Cadence),
            now);
        return plan is PayoutPlan.Planned planned ? await SaveAsync(write, campaign, continuation, planned, now) : null;
    }

    private async Task<PayoutBatchRow> SaveAsync(
        WriteTransaction write, CampaignRow campaign, BatchContinuation continuation, PayoutPlan.Planned plan, DateTimeOffset now)
    {
        RewardId[] ids = [.. plan.Rewards.Select(line => line.Id)];
        Dictionary<RewardId, RewardRow> rewards = await write.Db.Set<RewardRow>()
            .Where(row => ids.Contains(row.RewardId))
            .ToDictionaryAsync(row => row.RewardId, write.CancellationToken);
        TokenAmount declared = await DeclaredSaleValue.OfAsync(write, [.. rewards.Values.Select(row => row.SaleId).OfType<SaleId>().Distinct()], now);
        (PayoutBatchRow batch, PayoutLineRow[] lines) = BatchAssembly.Assemble(
            campaign.CampaignId, campaign.ChainCampaignId!.Value, continuation, plan, rewards, declared, now, options.Validity);

        write.InsertOne(batch);
        write.Insert([.. lines]);
        RewardStates.Advance(write, rewards.Values, RewardState.InFlight);
        await LedgerBook.PostAsync(write, plan.Transactions);
        Failpoint.Pass("plan-before-commit");
        return batch;
    }

    /// <summary>Where the next batch continues; null while a failed one is unsettled or too many are on their way.</summary>
    private async Task<BatchContinuation?> ContinuationAsync(RetoDbContext db, CampaignRow campaign, CancellationToken cancellationToken)
    {
        CampaignId id = campaign.CampaignId;
        var unsettled = await db.Set<PayoutBatchRow>()
            .Where(row => row.CampaignId == id && row.State != PayoutBatchState.Final && row.State != PayoutBatchState.Void)
            .OrderBy(row => row.Ordinal)
            .Select(row => new { row.PreviousTag, row.Tag, row.FirstReward, row.RewardCount, row.ChainTransactionId })
            .ToArrayAsync(cancellationToken);
        var paid = await db.Set<PayoutBatchRow>()
            .Where(row => row.CampaignId == id && row.State == PayoutBatchState.Final)
            .OrderByDescending(row => row.Ordinal)
            .Select(row => new { row.Tag, Next = row.FirstReward + row.RewardCount })
            .FirstOrDefaultAsync(cancellationToken);
        long[] transactions = [.. unsettled.Where(row => row.ChainTransactionId != null).Select(row => row.ChainTransactionId!.Value)];
        bool failed = await db.Set<ChainTransactionRow>().AnyAsync(
            row => transactions.Contains(row.ChainTransactionId)
                && (row.Succeeded == false || row.State == ChainTransactionState.Superseded),
            cancellationToken);

        long ordinal = await db.Set<PayoutBatchRow>().Where(row => row.CampaignId == id)
            .MaxAsync(row => (long?)row.Ordinal, cancellationToken) ?? 0;
        byte[] tag = paid?.Tag ?? BatchTag.First(chainId, new Address(campaign.ChainContract!), campaign.ChainCampaignId!.Value);
        long next = paid?.Next ?? 1;
        foreach (var batch in unsettled)
        {
            // A batch whose predecessor became void follows nothing any more and will become void itself.
            failed |= !batch.PreviousTag.AsSpan().SequenceEqual(tag);
            tag = batch.Tag;
            next = batch.FirstReward + batch.RewardCount;
        }

        return failed || unsettled.Length >= MaxUnsettled ? null : new BatchContinuation(ordinal + 1, next, tag);
    }

    private async Task<bool> IsDueAsync(RetoDbContext db, CampaignId campaign, CancellationToken cancellationToken)
    {
        if (options.Minimum.IsZero)
        {
            return true;
        }

        PayableReward[] payable = await CandidatesAsync(db, campaign, cancellationToken);
        UInt128 sum = payable.Aggregate(UInt128.Zero, (total, reward) => total + reward.Amount.BaseUnits);
        DateTimeOffset now = clock.GetUtcNow();
        return sum >= options.Minimum.BaseUnits || payable.Any(reward => now - reward.PayableSince >= options.Cadence);
    }

    private async Task<PayableReward[]> CandidatesAsync(RetoDbContext db, CampaignId campaign, CancellationToken cancellationToken)
    {
        var rows = await db.Set<RewardRow>()
            .Where(row => row.CampaignId == campaign && row.State == RewardState.Payable
                && db.Set<WalletRow>().Any(wallet => wallet.ParticipantId == row.ParticipantId))
            .OrderBy(row => row.Sequence)
            .Take(CandidatesPerPlace * options.MaxRewards)
            .Select(row => new { row.RewardId, row.Sequence, row.ParticipantId, row.Due, row.PayableFrom })
            .ToArrayAsync(cancellationToken);
        return [.. rows.Select(row => new PayableReward(row.RewardId, row.Sequence, row.ParticipantId, row.Due, row.PayableFrom))];
    }

    private static async Task<Dictionary<ParticipantId, WalletAddress>> WalletsAsync(WriteTransaction write, ParticipantId[] participants)
    {
        WalletRow[] rows = await write.Db.Set<WalletRow>()
            .Where(row => participants.Contains(row.ParticipantId))
            .OrderBy(row => row.Ordinal)
            .ToArrayAsync(write.CancellationToken);
        Dictionary<ParticipantId, WalletAddress> wallets = [];
        foreach (WalletRow row in rows)
        {
            // The highest ordinal is the current wallet.
            wallets[row.ParticipantId] = row.Address;
        }

        return wallets;
    }

    private static async Task<Dictionary<ParticipantId, TokenAmount>> DebtsAsync(
        WriteTransaction write, CampaignId campaign, ParticipantId[] participants)
    {
        Dictionary<string, ParticipantId> names = participants.ToDictionary(who => AccountName.Debt(campaign, who).ToString());
        string[] texts = [.. names.Keys];
        LedgerAccountRow[] rows = await write.Db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && texts.Contains(row.Name))
            .ToArrayAsync(write.CancellationToken);
        return rows.ToDictionary(row => names[row.Name], row => row.Balance.Shortfall());
    }
}
