using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum.Fees;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>Gives planned batches their nonces: nonce, signed bytes, hash and fees are saved in one commit, before anything is sent.</summary>
internal sealed class SignPayoutBatch(
    TransactionDesk desk,
    BatchPreflight preflight,
    SignableBatches signable,
    HeldBatches held,
    WriteGate gate,
    ILogger<SignPayoutBatch> logger) : IStage
{
    public bool UsesNode => true;

    /// <returns>How many batches were signed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!await signable.AnyAsync(cancellationToken))
        {
            return 0;
        }

        LaneRow lane = await desk.OpenLaneAsync(cancellationToken);
        int places = await desk.FreePlacesAsync(lane, cancellationToken);
        if (places == 0 || !await desk.CheckCountAsync(lane, cancellationToken))
        {
            return 0;
        }

        IReadOnlyList<SignableBatch> batches = await signable.NextAsync(lane.LaneId, places, cancellationToken);
        batches = await WithoutRefusedAsync(batches, cancellationToken);
        batches = batches.Count == 0 ? [] : await WithFeesAsync(batches, await desk.MarketAsync(cancellationToken), cancellationToken);
        if (batches.Count == 0)
        {
            return 0;
        }

        TransactionOrder[] orders =
        [
            .. batches.Select(one => new TransactionOrder(
                $"batch:{one.Batch.PayoutBatchId}",
                one.Contract,
                one.Call.Calldata(),
                one.Call.GasLimit,
                one.Fees!.Value,
                one.FeeCapWei,
                one.Batch.ValidUntil)),
        ];
        IReadOnlyList<PreparedTransaction> prepared = await desk.PrepareAsync(lane, orders, cancellationToken);
        await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, [.. batches.Select(one => one.Batch)], prepared), cancellationToken);
        Failpoint.Pass("sign-after-commit");
        return batches.Count;
    }

    /// <summary>Leaves out campaigns whose next batch the contract would refuse now, and says why on that batch.</summary>
    private async Task<IReadOnlyList<SignableBatch>> WithoutRefusedAsync(
        IReadOnlyList<SignableBatch> batches, CancellationToken cancellationToken)
    {
        HashSet<CampaignId> refused = [];
        foreach (SignableBatch one in batches.DistinctBy(one => one.Batch.CampaignId))
        {
            // Behind a batch that is still on its way the newest state says nothing.
            if (one.FollowsUnmined || await preflight.RefusalAsync(one.Call, one.Contract, cancellationToken) is not { } refusal)
            {
                continue;
            }

            refused.Add(one.Batch.CampaignId);
            if (refusal.Kind == BatchRefusalKind.TagsDiffer && one.FollowsUnsettled)
            {
                // The node that was asked may not have the block of the one before yet; once that is final it must.
                continue;
            }

            await held.HoldAsync(one, refusal, cancellationToken);
            if (refusal.Kind == BatchRefusalKind.TagsDiffer)
            {
                // Somebody else pays with our key, or this database is old: nothing at all is signed until that is explained.
                return [];
            }
        }

        return [.. batches.Where(one => !refused.Contains(one.Batch.CampaignId))];
    }

    /// <summary>Gives each batch its fees, and leaves out campaigns whose cap is below what the next block costs.</summary>
    private async Task<IReadOnlyList<SignableBatch>> WithFeesAsync(
        IReadOnlyList<SignableBatch> batches, FeeMarket market, CancellationToken cancellationToken)
    {
        List<SignableBatch> affordable = [];
        foreach (IGrouping<CampaignId, SignableBatch> ofCampaign in batches.GroupBy(one => one.Batch.CampaignId))
        {
            SignableBatch first = ofCampaign.First();
            long cap = market.CapOf(first.CampaignCapWei);
            FeeQuote quote = market.Quote(first.CampaignCapWei);
            if (quote.MustWait)
            {
                await held.HoldForFeesAsync(first.Batch, quote.NextBaseFee, cap, cancellationToken);
                continue;
            }

            affordable.AddRange(ofCampaign.Select(one => one with { Fees = quote.Fees, FeeCapWei = cap }));
        }

        // In the order of their turns again.
        Dictionary<PayoutBatchId, SignableBatch> byId = affordable.ToDictionary(one => one.Batch.PayoutBatchId);
        return [.. batches.Where(one => byId.ContainsKey(one.Batch.PayoutBatchId)).Select(one => byId[one.Batch.PayoutBatchId])];
    }

    private async Task SaveAsync(WriteTransaction write, PayoutBatchRow[] batches, IReadOnlyList<PreparedTransaction> prepared)
    {
        PayoutBatchId[] ids = [.. batches.Select(row => row.PayoutBatchId)];
        int stillPlanned = await write.Db.Set<PayoutBatchRow>().CountAsync(
            row => ids.Contains(row.PayoutBatchId) && row.State == PayoutBatchState.Planned, write.CancellationToken);
        if (stillPlanned != batches.Length)
        {
            throw new InvalidOperationException("A batch changed while it was being signed; what was signed is dropped unsent.");
        }

        IReadOnlyList<long> transactions = await desk.SaveAsync(write, prepared);
        for (int index = 0; index < batches.Length; index++)
        {
            batches[index].State = PayoutBatchState.Signed;
            batches[index].ChainTransactionId = transactions[index];
            batches[index].HeldCode = null;
            batches[index].HeldBecause = null;
            batches[index].HeldUntil = null;
            logger.LogInformation(
                "Signed batch {BatchId} with nonce {Nonce} as {TransactionHash}",
                batches[index].PayoutBatchId, prepared[index].Nonce, prepared[index].Signed.Hash);
        }

        write.Update(
            [.. batches],
            nameof(PayoutBatchRow.State),
            nameof(PayoutBatchRow.ChainTransactionId),
            nameof(PayoutBatchRow.HeldCode),
            nameof(PayoutBatchRow.HeldBecause),
            nameof(PayoutBatchRow.HeldUntil));
        Failpoint.Pass("sign-before-commit");
    }
}
