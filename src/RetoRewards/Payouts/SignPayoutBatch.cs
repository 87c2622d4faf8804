using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>Gives planned batches their nonces: nonce, signed bytes, hash and fees are saved in one commit, before anything is sent.</summary>
internal sealed class SignPayoutBatch(
    TransactionDesk desk,
    BatchPreflight preflight,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<PayoutOptions> options,
    TimeProvider clock,
    ILogger<SignPayoutBatch> logger) : IStage
{
    /// <summary>Longest reason that is kept.</summary>
    private const int MaxReason = 500;

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
        (PayoutBatchRow Batch, Address Contract, PayBatch Call)[] batches = places == 0 ? [] : await NextAsync(places, cancellationToken);
        batches = await WithoutHeldAsync(batches, cancellationToken);
        if (batches.Length == 0)
        {
            return 0;
        }

        if (await desk.QuoteAsync(cancellationToken) is not { } fees)
        {
            logger.LogWarning("Fees are above Chain:MaxFeePerGasWei: {Batches} batches wait unsigned", batches.Length);
            return 0;
        }

        TransactionOrder[] orders = [.. batches.Select(one => Order(one.Batch, one.Contract, one.Call))];
        IReadOnlyList<PreparedTransaction> prepared = await desk.PrepareAsync(lane, orders, fees, cancellationToken);
        await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, [.. batches.Select(one => one.Batch)], prepared), cancellationToken);
        Failpoint.Pass("sign-after-commit");
        return batches.Length;
    }

    private static TransactionOrder Order(PayoutBatchRow batch, Address contract, PayBatch call) =>
        new($"batch:{batch.PayoutBatchId}", contract, call.Calldata(), call.GasLimit);

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

    private static IQueryable<PayoutBatchRow> Planned(RetoDbContext db, DateTimeOffset now) =>
        db.Set<PayoutBatchRow>().Where(row => row.State == PayoutBatchState.Planned && row.ManifestAt != null
            && (row.HeldUntil == null || row.HeldUntil <= now)
            // What follows a held batch waits with it.
            && !db.Set<PayoutBatchRow>().Any(before => before.Tag == row.PreviousTag
                && (before.State == PayoutBatchState.Void || (before.State == PayoutBatchState.Planned && before.HeldUntil > now))));

    /// <summary>Leaves out campaigns whose next batch the contract would refuse now, and says why on that batch.</summary>
    private async Task<(PayoutBatchRow Batch, Address Contract, PayBatch Call)[]> WithoutHeldAsync(
        (PayoutBatchRow Batch, Address Contract, PayBatch Call)[] batches, CancellationToken cancellationToken)
    {
        HashSet<CampaignId> held = [];
        foreach ((PayoutBatchRow batch, Address contract, PayBatch call) in batches.DistinctBy(one => one.Batch.CampaignId))
        {
            // Behind a batch that is still on its way the newest state says nothing.
            if (await AnyOnItsWayAsync(batch.CampaignId, cancellationToken)
                || await preflight.RefusalAsync(call, contract, cancellationToken) is not { } refusal)
            {
                continue;
            }

            held.Add(batch.CampaignId);
            batch.HeldBecause = refusal.Length > MaxReason ? refusal[..MaxReason] : refusal;
            batch.HeldUntil = clock.GetUtcNow() + options.Value.HeldRetry;
            await gate.WriteAsync(WritePriority.Stage, write => HoldAsync(write, batch), cancellationToken);
            logger.LogError(
                "Batch {BatchId} of campaign {CampaignId} is held: the contract would answer {Reason}",
                batch.PayoutBatchId, batch.CampaignId, refusal);
        }

        return [.. batches.Where(one => !held.Contains(one.Batch.CampaignId))];
    }

    private static Task HoldAsync(WriteTransaction write, PayoutBatchRow batch)
    {
        write.UpdateOne(batch, nameof(PayoutBatchRow.HeldBecause), nameof(PayoutBatchRow.HeldUntil));
        return Task.CompletedTask;
    }

    private async Task<bool> AnyOnItsWayAsync(CampaignId campaign, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<PayoutBatchRow>().AnyAsync(
            row => row.CampaignId == campaign
                && (row.State == PayoutBatchState.Signed || row.State == PayoutBatchState.Sent),
            cancellationToken);
    }

    private async Task<bool> AnyPlannedAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Planned(db, clock.GetUtcNow()).AnyAsync(cancellationToken);
    }

    /// <summary>The next batches, one of each campaign in turn so that partners share the lane, each campaign's in their order.</summary>
    private async Task<(PayoutBatchRow Batch, Address Contract, PayBatch Call)[]> NextAsync(int places, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        PayoutBatchRow[] waiting = await Planned(db, clock.GetUtcNow()).OrderBy(row => row.Ordinal).Take(places).ToArrayAsync(cancellationToken);
        CampaignId[] ids = [.. waiting.Select(row => row.CampaignId).Distinct()];
        Dictionary<CampaignId, CampaignRow> campaigns = await db.Set<CampaignRow>()
            .Where(row => ids.Contains(row.CampaignId))
            .ToDictionaryAsync(row => row.CampaignId, cancellationToken);
        return
        [
            .. waiting.GroupBy(row => row.CampaignId)
                .SelectMany(ofCampaign => Unbroken(ofCampaign).Select((batch, turn) => (batch, turn)))
                .OrderBy(one => one.turn)
                .Select(one => (one.batch, campaigns[one.batch.CampaignId]))
                .Select(one => (one.batch, new Address(one.Item2.ChainContract!), Call(one.batch, one.Item2.ChainCampaignId!.Value))),
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
            nameof(PayoutBatchRow.HeldBecause),
            nameof(PayoutBatchRow.HeldUntil));
        Failpoint.Pass("sign-before-commit");
    }
}
