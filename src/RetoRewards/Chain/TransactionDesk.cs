using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain.Keys;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Fees;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Transactions;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Persistence.Leases;

namespace RetoRewards.Chain;

/// <summary>A transaction that a room wants sent.</summary>
/// <param name="Purpose">What it is for; unique for ever, so that nothing is ordered twice.</param>
/// <param name="Recipient">The campaign contract that is called.</param>
/// <param name="Calldata">The call.</param>
/// <param name="GasLimit">By formula, not by asking: the state that it meets is not there yet.</param>
/// <param name="Fees">What it is signed with at first.</param>
/// <param name="FeeCapWei">Most wei a gas that whoever orders it pays.</param>
/// <param name="ValidUntil">After this moment it could only revert; null for never.</param>
internal sealed record TransactionOrder(
    string Purpose, Address Recipient, byte[] Calldata, long GasLimit, TransactionFees Fees, long FeeCapWei, DateTimeOffset? ValidUntil);

/// <summary>An order with its nonce, signed, and not saved yet.</summary>
internal sealed record PreparedTransaction(TransactionOrder Order, long Nonce, SignedTransaction Signed);

/// <summary>Gives orders nonces and signatures. What it prepares counts only once it is saved; nothing here sends.</summary>
/// <remarks>
/// Signing happens before the commit and outside it, since a signer may be elsewhere; the commit then refuses what was
/// prepared for a nonce or an epoch that is no longer the lane's. So no nonce is ever used twice or skipped.
/// </remarks>
internal sealed class TransactionDesk(
    IEthereumNode node,
    ChainIdentity identity,
    ServiceKeys keys,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    TimeProvider clock,
    ILogger<TransactionDesk> logger)
{
    /// <summary>Blocks of history that a quote of fees looks at, and the percentile of their priority fees.</summary>
    private const int FeeBlocks = 5;
    private const int FeePercentile = 50;

    /// <summary>Gas of a transaction that calls nothing.</summary>
    public const long PlainTransferGas = 21_000;

    private readonly ChainOptions options = options.Value;
    private long? epoch;
    private LeaseTerm? openedUnder;

    /// <summary>The operator's lane, taken over by this process when it first asks.</summary>
    public async Task<LaneRow> OpenLaneAsync(CancellationToken cancellationToken)
    {
        await identity.RequireAsync(cancellationToken);
        // A new term of this process takes the lane over anew; an old one, woken late, finds its epoch passed.
        if (epoch is null || openedUnder != Fence.Current)
        {
            long count = await node.GetTransactionCountAsync(keys.Operator, BlockTag.Pending, cancellationToken);
            epoch = await gate.WriteAsync(WritePriority.Stage, write => TakeOverAsync(write, count), cancellationToken);
            openedUnder = Fence.Current;
        }

        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await LaneQuery(db).SingleAsync(cancellationToken);
    }

    /// <summary>How many more transactions the lane may have on their way.</summary>
    public async Task<int> FreePlacesAsync(LaneRow lane, CancellationToken cancellationToken)
    {
        if (lane.HaltedBecause is not null)
        {
            return 0;
        }

        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        int onTheirWay = await db.Set<ChainTransactionRow>().CountAsync(
            row => row.LaneId == lane.LaneId
                && (row.State == ChainTransactionState.Signed || row.State == ChainTransactionState.Sent),
            cancellationToken);
        return Math.Max(0, options.MaxInFlight - onTheirWay);
    }

    /// <summary>Fees as the market asks for them at this moment.</summary>
    public async Task<FeeMarket> MarketAsync(CancellationToken cancellationToken) =>
        new(await node.GetFeeHistoryAsync(FeeBlocks, BlockTag.Latest, [FeePercentile], cancellationToken), options.MaxFeePerGasWei);

    /// <summary>Whether the chain has counted no transaction of the lane's account that this database does not know; halts the lane when it has.</summary>
    /// <remarks>A count that lags behind says nothing: nonces are rows.</remarks>
    public async Task<bool> CheckCountAsync(LaneRow lane, CancellationToken cancellationToken)
    {
        long count = await node.GetTransactionCountAsync(keys.Operator, BlockTag.Latest, cancellationToken);
        if (count <= lane.NextNonce)
        {
            return true;
        }

        await gate.WriteAsync(
            WritePriority.Stage,
            write => LaneHalts.HaltAsync(
                write,
                lane.LaneId,
                $"The chain counts {count} transactions of the operator's account and this database {lane.NextNonce}. "
                + "Another copy of the service, or somebody else, sends with its key."),
            cancellationToken);
        logger.LogError(
            AlarmEvents.LaneHalted, "Lane {LaneId} halts at nonce {Nonce}: the chain counts {Count} transactions", lane.LaneId, lane.NextNonce, count);
        return false;
    }

    /// <summary>Ends a halt once its cause is dealt with: the next nonce is the chain's own, or the one after our last transaction.</summary>
    /// <remarks>For the end of an import after a restore, or once a stranger's transaction is explained. What may still be mined goes on as it was.</remarks>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        LaneRow lane = await OpenLaneAsync(cancellationToken);
        long count = await node.GetTransactionCountAsync(keys.Operator, BlockTag.Latest, cancellationToken);
        await gate.WriteAsync(
            WritePriority.Stage, write => LaneHalts.ResumeAsync(write, lane.LaneId, Math.Max(count, lane.NextNonce)), cancellationToken);
        logger.LogWarning("Lane {LaneId} resumes at nonce {Nonce}", lane.LaneId, Math.Max(count, lane.NextNonce));
    }

    /// <summary>Signs the orders with the lane's next nonces, in their order.</summary>
    public async Task<IReadOnlyList<PreparedTransaction>> PrepareAsync(
        LaneRow lane, IReadOnlyList<TransactionOrder> orders, CancellationToken cancellationToken)
    {
        List<PreparedTransaction> prepared = new(orders.Count);
        long nonce = lane.NextNonce;
        foreach (TransactionOrder order in orders)
        {
            SignedTransaction signed = await SignAsync(nonce, order.Recipient, order.Calldata, order.GasLimit, order.Fees, cancellationToken);
            prepared.Add(new PreparedTransaction(order, nonce, signed));
            nonce++;
        }

        return prepared;
    }

    /// <summary>Signs a transaction's call for its nonce with other fees.</summary>
    public Task<SignedTransaction> SignAsync(
        long nonce, Address recipient, byte[] calldata, long gasLimit, TransactionFees fees, CancellationToken cancellationToken)
    {
        Eip1559Transaction transaction = new()
        {
            ChainId = options.ChainId,
            Nonce = nonce,
            MaxFeePerGas = fees.MaxFeePerGas,
            MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas,
            GasLimit = gasLimit,
            To = recipient,
            Value = BigInteger.Zero,
            Data = calldata,
        };
        return transaction.SignAsync(keys.Signer, keys.Operator, cancellationToken);
    }

    /// <summary>Signs nothing to ourselves, so that the nonce is used up.</summary>
    public Task<SignedTransaction> SignCancellationAsync(long nonce, TransactionFees fees, CancellationToken cancellationToken) =>
        SignAsync(nonce, keys.Operator, [], PlainTransferGas, fees, cancellationToken);

    /// <summary>Saves what was prepared, nonces, bytes, hashes and fees, inside the caller's commit.</summary>
    /// <returns>The ids of the transactions, in the order prepared.</returns>
    /// <exception cref="InvalidOperationException">The lane has moved on or was taken over: nothing may be signed on it here.</exception>
    public async Task<IReadOnlyList<long>> SaveAsync(WriteTransaction write, IReadOnlyList<PreparedTransaction> prepared)
    {
        LaneRow lane = await LaneQuery(write.Db).SingleAsync(write.CancellationToken);
        if (lane.Epoch != epoch || lane.HaltedBecause is not null || lane.NextNonce != prepared[0].Nonce)
        {
            throw new InvalidOperationException(
                "The lane was taken over or has moved on since these transactions were signed; they are dropped unsent.");
        }

        DateTimeOffset now = clock.GetUtcNow();
        long id = await write.Db.Set<ChainTransactionRow>()
            .MaxAsync(row => (long?)row.ChainTransactionId, write.CancellationToken) ?? 0;
        List<long> ids = new(prepared.Count);
        foreach (PreparedTransaction one in prepared)
        {
            ids.Add(++id);
            write.InsertOne(Row(id, lane.LaneId, one, now));
            write.InsertOne(Attempt(id, 1, AttemptKind.Call, one.Signed, one.Order.Fees, now));
        }

        lane.NextNonce = prepared[^1].Nonce + 1;
        write.UpdateOne(lane, nameof(LaneRow.NextNonce));
        return ids;
    }

    /// <exception cref="InvalidOperationException">The lane was taken over by another process, or halts.</exception>
    public async Task RequireOwnedAsync(WriteTransaction write, int laneId)
    {
        LaneRow lane = await LaneQuery(write.Db).SingleAsync(write.CancellationToken);
        if (lane.LaneId != laneId || lane.Epoch != epoch || lane.HaltedBecause is not null)
        {
            throw new InvalidOperationException("The lane was taken over or halts; what was signed for it is dropped unsent.");
        }
    }

    /// <summary>The row of one signing.</summary>
    public static TransactionAttemptRow Attempt(
        long id, int attempt, AttemptKind kind, SignedTransaction signed, TransactionFees fees, DateTimeOffset now) => new()
        {
            ChainTransactionId = id,
            Attempt = attempt,
            Kind = kind,
            Raw = signed.Raw.ToArray(),
            Hash = signed.Hash.ToArray(),
            MaxFeePerGasWei = (long)fees.MaxFeePerGas,
            MaxPriorityFeePerGasWei = (long)fees.MaxPriorityFeePerGas,
            SignedAt = now,
        };

    private static ChainTransactionRow Row(long id, int laneId, PreparedTransaction one, DateTimeOffset now) => new()
    {
        ChainTransactionId = id,
        LaneId = laneId,
        Nonce = one.Nonce,
        Purpose = one.Order.Purpose,
        Recipient = one.Order.Recipient.ToArray(),
        Calldata = one.Order.Calldata,
        GasLimit = one.Order.GasLimit,
        FeeCapWei = one.Order.FeeCapWei,
        ValidUntil = one.Order.ValidUntil,
        State = ChainTransactionState.Signed,
        BlockNumber = null,
        BlockHash = null,
        Succeeded = null,
        GasUsed = null,
        EffectiveGasPriceWei = null,
        SignedAt = now,
        LastSentAt = null,
        LastSentBlock = null,
    };

    private async Task<long> TakeOverAsync(WriteTransaction write, long countOnChain)
    {
        LaneRow? lane = await LaneQuery(write.Db).SingleOrDefaultAsync(write.CancellationToken);
        if (lane is not null)
        {
            lane.Epoch++;
            write.UpdateOne(lane, nameof(LaneRow.Epoch));
            return lane.Epoch;
        }

        int last = await write.Db.Set<LaneRow>().MaxAsync(row => (int?)row.LaneId, write.CancellationToken) ?? 0;
        write.InsertOne(new LaneRow
        {
            LaneId = last + 1,
            ChainId = options.ChainId,
            Sender = keys.Operator.ToArray(),
            NextNonce = countOnChain,
            Epoch = 1,
            HaltedBecause = null,
        });
        return 1;
    }

    private IQueryable<LaneRow> LaneQuery(RetoDbContext db)
    {
        byte[] sender = keys.Operator.ToArray();
        return db.Set<LaneRow>().Where(row => row.ChainId == options.ChainId && row.Sender == sender);
    }
}
