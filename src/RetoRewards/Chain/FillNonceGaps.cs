using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Ethereum.Fees;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Transactions;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>Uses up nonces that nobody's transaction uses any more, so that those behind them can be mined.</summary>
/// <remarks>
/// A lane begins, and goes on after a rebuild, at the chain's own count. When a fork or a full pool then drops the transactions behind that
/// count whose bytes this database does not hold, nothing of ours can ever be mined. Once blocks have passed without the lane's lowest
/// transaction and the chain's count at the followed head is below it, each nonce in between is spent on nothing to ourselves, as a
/// transaction like any other. Should the lost one come back it takes the nonce instead, and the lane halts as for every foreign one.
/// </remarks>
internal sealed class FillNonceGaps(
    IEthereumNode node,
    TransactionDesk desk,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    TimeProvider clock,
    ILogger<FillNonceGaps> logger) : IStage
{
    private readonly ChainOptions options = options.Value;

    public bool UsesNode => true;

    /// <returns>How many nonces were given a transaction.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await WaitingAsync(cancellationToken) is not { } waiting)
        {
            return 0;
        }

        LaneRow lane = await desk.OpenLaneAsync(cancellationToken);
        if (lane.LaneId != waiting.LaneId || lane.HaltedBecause is not null)
        {
            return 0;
        }

        // At the head that is followed, so that a node which lags behind has no answer rather than an old one.
        long count = await node.GetTransactionCountAsync(
            new Ethereum.Address(lane.Sender), BlockTag.At(waiting.Head), cancellationToken);
        long[] missing = await MissingAsync(lane, count, waiting.Nonce, cancellationToken);
        if (missing.Length == 0)
        {
            return 0;
        }

        TransactionFees fees = (await desk.MarketAsync(cancellationToken)).Quote(null).Fees;
        List<(long Nonce, SignedTransaction Signed)> fillings = new(missing.Length);
        foreach (long nonce in missing)
        {
            fillings.Add((nonce, await desk.SignCancellationAsync(nonce, fees, cancellationToken)));
        }

        await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, lane, fillings, fees), cancellationToken);
        logger.LogError(
            AlarmEvents.NonceGap, "Nonces {Nonce} and on of lane {LaneId} were used by no transaction: {Count} of them are used up by nothing",
            missing[0], lane.LaneId, missing.Length);
        return missing.Length;
    }

    /// <summary>The lowest transaction that blocks pass without; null while there is none.</summary>
    private async Task<Waiting?> WaitingAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainTransactionRow? lowest = await db.Set<ChainTransactionRow>()
            .Where(row => row.State == ChainTransactionState.Signed || row.State == ChainTransactionState.Sent || row.State == ChainTransactionState.Mined)
            .OrderByDescending(row => row.LaneId).ThenBy(row => row.Nonce).FirstOrDefaultAsync(cancellationToken);
        long head = await db.Set<ChainRow>().Where(row => row.ChainId == options.ChainId)
            .Select(row => row.HeadNumber).FirstOrDefaultAsync(cancellationToken);
        return lowest is { State: ChainTransactionState.Sent, LastSentBlock: { } sent } && head >= sent + options.BlocksBeforeReplacement
            ? new Waiting(lowest.LaneId, lowest.Nonce, head)
            : null;
    }

    /// <summary>Nonces from the chain's count up to the lane's lowest transaction of which this database has none.</summary>
    private async Task<long[]> MissingAsync(LaneRow lane, long count, long lowest, CancellationToken cancellationToken)
    {
        if (count >= lowest)
        {
            return [];
        }

        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        long[] known = await db.Set<ChainTransactionRow>()
            .Where(row => row.LaneId == lane.LaneId && row.Nonce >= count && row.Nonce < lowest)
            .Select(row => row.Nonce).ToArrayAsync(cancellationToken);
        List<long> missing = [];
        for (long nonce = count; nonce < lowest && missing.Count < options.MaxInFlight; nonce++)
        {
            if (!known.Contains(nonce))
            {
                missing.Add(nonce);
            }
        }

        return [.. missing];
    }

    private async Task SaveAsync(
        WriteTransaction write, LaneRow lane, List<(long Nonce, SignedTransaction Signed)> fillings, TransactionFees fees)
    {
        await desk.RequireOwnedAsync(write, lane.LaneId);
        DateTimeOffset now = clock.GetUtcNow();
        long id = await write.Db.Set<ChainTransactionRow>().MaxAsync(row => row.ChainTransactionId, write.CancellationToken);
        foreach ((long nonce, SignedTransaction signed) in fillings)
        {
            write.InsertOne(new ChainTransactionRow
            {
                ChainTransactionId = ++id,
                LaneId = lane.LaneId,
                Nonce = nonce,
                Purpose = $"gap:{lane.LaneId}:{nonce}",
                Recipient = lane.Sender,
                Calldata = [],
                GasLimit = TransactionDesk.PlainTransferGas,
                FeeCapWei = options.MaxFeePerGasWei,
                ValidUntil = null,
                State = ChainTransactionState.Signed,
                BlockNumber = null,
                BlockHash = null,
                Succeeded = null,
                GasUsed = null,
                EffectiveGasPriceWei = null,
                SignedAt = now,
                LastSentAt = null,
                LastSentBlock = null,
            });
            // It calls nothing and has no event, which is what a cancellation is.
            write.InsertOne(TransactionDesk.Attempt(id, 1, AttemptKind.Cancel, signed, fees, now));
        }
    }

    private sealed record Waiting(int LaneId, long Nonce, long Head);
}
