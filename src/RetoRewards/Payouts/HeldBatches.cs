using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Payouts;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>Holds batches that must not be signed now, each with its reason, and decides what becomes of them.</summary>
internal sealed class HeldBatches(
    BatchPreflight preflight,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<PayoutOptions> options,
    TimeProvider clock,
    ILogger<HeldBatches> logger)
{
    /// <summary>Longest reason that is kept.</summary>
    private const int MaxReason = 500;

    private static readonly string[] Marks =
    [
        nameof(PayoutBatchRow.State), nameof(PayoutBatchRow.Attestation),
        nameof(PayoutBatchRow.HeldCode), nameof(PayoutBatchRow.HeldBecause), nameof(PayoutBatchRow.HeldUntil),
    ];

    /// <summary>Holds a batch that costs more than its campaign pays at the fees of this moment.</summary>
    public Task HoldForFeesAsync(PayoutBatchRow batch, System.Numerics.BigInteger baseFee, long capWei, CancellationToken cancellationToken)
    {
        Measures.FeeHeld();
        return HoldAsync(
            batch, PayoutBatchHold.FeesAboveCap, $"The next block costs {baseFee} wei a gas, and the cap is {capWei}.",
            AlarmEvents.FeesAboveCap, cancellationToken);
    }

    /// <summary>Holds a batch that the contract would refuse, or drops it so that its rewards are planned again.</summary>
    /// <exception cref="Ethereum.Nodes.RpcFaultException">The search for a wallet that cannot be paid got no answer.</exception>
    public async Task HoldAsync(SignableBatch signable, BatchRefusal refusal, CancellationToken cancellationToken)
    {
        PayoutBatchRow batch = signable.Batch;
        switch (refusal.Kind)
        {
            case BatchRefusalKind.PlanAgain:
                await HoldAsync(batch, PayoutBatchHold.LimitsChanged, refusal.Reason, AlarmEvents.BatchHeld, cancellationToken);
                break;
            case BatchRefusalKind.TagsDiffer:
                await HoldAsync(batch, PayoutBatchHold.TagsDiffer, refusal.Reason, AlarmEvents.TagsDiffer, cancellationToken);
                break;
            case BatchRefusalKind.NotAttested:
                // The attestor changed, or a contract wallet withdrew its word: it must be asked again.
                batch.Attestation = null;
                batch.State = batch.Attestor is null ? batch.State : PayoutBatchState.AwaitingAttestation;
                await HoldAsync(batch, PayoutBatchHold.Refused, refusal.Reason, AlarmEvents.BatchHeld, cancellationToken);
                break;
            case BatchRefusalKind.Words:
                await SetApartAsync(signable, refusal, cancellationToken);
                break;
            default:
                await HoldAsync(batch, PayoutBatchHold.Refused, refusal.Reason, AlarmEvents.BatchHeld, cancellationToken);
                break;
        }
    }

    /// <summary>Looks for the wallets that make a batch revert, by call, and sets them apart; the others are planned again without them.</summary>
    private async Task SetApartAsync(SignableBatch signable, BatchRefusal refusal, CancellationToken cancellationToken)
    {
        PayoutBatchRow batch = signable.Batch;
        bool isMint = await IsMintAsync(batch, cancellationToken);
        IReadOnlyList<(WalletAddress Wallet, string Reason)> found =
            await preflight.FindUnpayableAsync(signable.Call.ReadWords(), signable.Contract, isMint, cancellationToken);
        if (found.Count == 0)
        {
            await HoldAsync(batch, PayoutBatchHold.Refused, refusal.Reason, AlarmEvents.BatchHeld, cancellationToken);
            return;
        }

        DateTimeOffset now = clock.GetUtcNow();
        await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, batch, found, now), cancellationToken);
        foreach ((WalletAddress wallet, string reason) in found)
        {
            logger.LogError(
                AlarmEvents.WalletSetApart, "Wallet {Wallet} in batch {BatchId} cannot be paid: {Reason}. Its rewards wait, the others are planned again",
                wallet, batch.PayoutBatchId, reason);
        }
    }

    private static async Task SaveAsync(
        WriteTransaction write, PayoutBatchRow batch, IReadOnlyList<(WalletAddress Wallet, string Reason)> found, DateTimeOffset now)
    {
        WalletAddress[] wallets = [.. found.Select(one => one.Wallet)];
        WalletAddress[] known = await write.Db.Set<SetApartWalletRow>()
            .Where(row => wallets.Contains(row.Wallet)).Select(row => row.Wallet).ToArrayAsync(write.CancellationToken);
        foreach ((WalletAddress wallet, string reason) in found.Where(one => !known.Contains(one.Wallet)))
        {
            write.InsertOne(new SetApartWalletRow
            {
                Wallet = wallet,
                Reason = Cut(reason),
                PayoutBatchId = batch.PayoutBatchId,
                SetApartAt = now,
            });
        }

        batch.HeldCode = PayoutBatchHold.WalletsSetApart;
        batch.HeldBecause = Cut($"{found.Count} wallets cannot be paid, the first with {found[0].Reason}");
        batch.HeldUntil = null;
        await MarkAsync(write, batch);
    }

    /// <summary>Saves what was decided of a batch, unless it has moved on since it was looked at: expired and void, say.</summary>
    private static async Task MarkAsync(WriteTransaction write, PayoutBatchRow batch)
    {
        bool stillPlanned = await write.Db.Set<PayoutBatchRow>().AnyAsync(
            row => row.PayoutBatchId == batch.PayoutBatchId && row.State == PayoutBatchState.Planned, write.CancellationToken);
        if (stillPlanned)
        {
            write.UpdateOne(batch, Marks);
        }
    }

    private async Task HoldAsync(
        PayoutBatchRow batch, PayoutBatchHold code, string because, EventId alarm, CancellationToken cancellationToken)
    {
        bool news = batch.HeldCode != code;
        batch.HeldCode = code;
        batch.HeldBecause = Cut(because);
        batch.HeldUntil = clock.GetUtcNow() + options.Value.HeldRetry;
        await gate.WriteAsync(WritePriority.Stage, write => MarkAsync(write, batch), cancellationToken);
        if (news)
        {
            logger.LogError(
                alarm, "Batch {BatchId} of campaign {CampaignId} is held, {HeldCode}: {Reason}",
                batch.PayoutBatchId, batch.CampaignId, code, because);
        }
    }

    private async Task<bool> IsMintAsync(PayoutBatchRow batch, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<CampaignLimitRow>()
            .Where(row => row.CampaignId == batch.CampaignId).Select(row => row.IsMint).SingleOrDefaultAsync(cancellationToken);
    }

    private static string Cut(string reason) => reason.Length > MaxReason ? reason[..MaxReason] : reason;
}
