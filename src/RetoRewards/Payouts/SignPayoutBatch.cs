using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>Gives planned batches their nonces: nonce, signed bytes, hash and fees are saved in one commit, before anything is sent.</summary>
internal sealed class SignPayoutBatch(
    TransactionDesk desk,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    ILogger<SignPayoutBatch> logger) : IStage
{
    public bool UsesNode => true;

    /// <returns>How many batches were signed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!await AnyPlannedAsync(cancellationToken))
        {
            return 0;
        }

        LaneRow lane = await desk.OpenLaneAsync(cancellationToken);
        int places = await desk.FreePlacesAsync(lane, cancellationToken);
        (PayoutBatchRow Batch, PayBatch Call)[] batches = places == 0 ? [] : await NextAsync(places, cancellationToken);
        if (batches.Length == 0)
        {
            return 0;
        }

        if (await desk.QuoteAsync(cancellationToken) is not { } fees)
        {
            logger.LogWarning("Fees are above Chain:MaxFeePerGasWei: {Batches} batches wait unsigned", batches.Length);
            return 0;
        }

        TransactionOrder[] orders = [.. batches.Select(one => Order(one.Batch, one.Call))];
        IReadOnlyList<PreparedTransaction> prepared = await desk.PrepareAsync(lane, orders, fees, cancellationToken);
        await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, [.. batches.Select(one => one.Batch)], prepared), cancellationToken);
        return batches.Length;
    }

    private static TransactionOrder Order(PayoutBatchRow batch, PayBatch call) =>
        new($"batch:{batch.PayoutBatchId}", call.Calldata(), call.GasLimit);

    private static PayBatch Call(PayoutBatchRow batch, long campaignNumber) => new(
        campaignNumber,
        batch.FirstReward,
        batch.PreviousTag,
        batch.ValidUntil.ToUnixTimeSeconds(),
        batch.DeclaredSaleValue.BaseUnits,
        batch.ReceiptsRoot,
        batch.Fingerprints,
        batch.Words,
        []);

    private static IQueryable<PayoutBatchRow> Planned(RetoDbContext db) =>
        db.Set<PayoutBatchRow>().Where(row => row.State == PayoutBatchState.Planned && row.ManifestAt != null);

    private async Task<bool> AnyPlannedAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Planned(db).AnyAsync(cancellationToken);
    }

    /// <summary>The next batches, one of each campaign in turn so that partners share the lane, each campaign's in their order.</summary>
    private async Task<(PayoutBatchRow Batch, PayBatch Call)[]> NextAsync(int places, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        PayoutBatchRow[] waiting = await Planned(db).OrderBy(row => row.Ordinal).Take(places).ToArrayAsync(cancellationToken);
        CampaignId[] ids = [.. waiting.Select(row => row.CampaignId).Distinct()];
        Dictionary<CampaignId, long?> numbers = await db.Set<CampaignRow>()
            .Where(row => ids.Contains(row.CampaignId))
            .ToDictionaryAsync(row => row.CampaignId, row => row.ChainCampaignId, cancellationToken);
        return
        [
            .. waiting.GroupBy(row => row.CampaignId)
                .SelectMany(ofCampaign => Unbroken(ofCampaign).Select((batch, turn) => (batch, turn)))
                .OrderBy(one => one.turn)
                .Select(one => (one.batch, Call(one.batch, numbers[one.batch.CampaignId]!.Value))),
        ];
    }

    /// <summary>A campaign's batches as long as each continues the one before: one is not signed ahead of one that has no manifest yet.</summary>
    private static IEnumerable<PayoutBatchRow> Unbroken(IEnumerable<PayoutBatchRow> ofCampaign)
    {
        PayoutBatchRow? last = null;
        foreach (PayoutBatchRow batch in ofCampaign.OrderBy(row => row.Ordinal))
        {
            if (last is not null && batch.Ordinal != last.Ordinal + 1)
            {
                yield break;
            }

            last = batch;
            yield return batch;
        }
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
            logger.LogInformation(
                "Signed batch {BatchId} with nonce {Nonce} as {TransactionHash}",
                batches[index].PayoutBatchId, prepared[index].Nonce, prepared[index].Signed.Hash);
        }

        write.Update([.. batches], nameof(PayoutBatchRow.State), nameof(PayoutBatchRow.ChainTransactionId));
    }
}
