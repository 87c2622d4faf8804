using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Fees;
using RetoRewards.Ethereum.Transactions;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>Signs the lane's lowest transaction again with higher fees when blocks pass without it: same nonce, same calldata.</summary>
/// <remarks>
/// Only the lowest, since those behind it wait for it and not for their fees. Where the payer's cap does not let its fees rise and others
/// wait behind it, or where it has expired, the nonce is freed by a cancellation instead: nothing to ourselves, for which the service pays.
/// The new attempt is saved here and sent by <see cref="SendTransactions"/>. At the cap it is held, with an alarm, and its bytes go on being sent.
/// </remarks>
internal sealed class ReplaceTransactions(
    TransactionDesk desk,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    TimeProvider clock,
    ILogger<ReplaceTransactions> logger) : IStage
{
    /// <summary>Most signings of one transaction's call; cancellations may follow.</summary>
    public const int MaxCalls = 24;

    /// <summary>Most signings of one nonce.</summary>
    public const int MaxAttempts = 48;

    private readonly ChainOptions options = options.Value;

    public bool UsesNode => true;

    /// <returns>How many transactions were signed again.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!await AnySentAsync(cancellationToken))
        {
            return 0;
        }

        LaneRow lane = await desk.OpenLaneAsync(cancellationToken);
        if (lane.HaltedBecause is not null || await StuckAsync(lane, cancellationToken) is not { } stuck)
        {
            return 0;
        }

        FeeMarket market = await desk.MarketAsync(cancellationToken);
        if (Choose(stuck, market) is not { } chosen)
        {
            await HoldAsync(stuck, cancellationToken);
            return 0;
        }

        (AttemptKind kind, TransactionFees fees) = chosen;
        ChainTransactionRow transaction = stuck.Transaction;
        SignedTransaction signed = kind == AttemptKind.Call
            ? await desk.SignAsync(
                transaction.Nonce, new Address(transaction.Recipient), transaction.Calldata, transaction.GasLimit, fees, cancellationToken)
            : await desk.SignCancellationAsync(transaction.Nonce, fees, cancellationToken);
        bool saved = await gate.WriteAsync(
            WritePriority.Stage,
            write => SaveAsync(write, transaction, new Signing(stuck.Last.Attempt + 1, kind, signed, fees)),
            cancellationToken);
        Failpoint.Pass("replace-after-commit");
        if (saved)
        {
            logger.LogWarning(
                "Replacing nonce {Nonce} by {TransactionHash} ({Kind}) at {MaxFeePerGas} wei a gas",
                transaction.Nonce, signed.Hash, kind, fees.MaxFeePerGas);
        }

        return saved ? 1 : 0;
    }

    /// <summary>What to do with a transaction that blocks pass without; null to hold it as it is.</summary>
    private (AttemptKind Kind, TransactionFees Fees)? Choose(Stuck stuck, FeeMarket market)
    {
        TransactionFees wanted = market.Quote(null).Fees;
        TransactionFees? cancelling = stuck.Last.Attempt < MaxAttempts ? stuck.Raised(wanted, market.LaneCapWei) : null;
        bool expired = stuck.Transaction.ValidUntil < clock.GetUtcNow();
        // Once a cancellation is out the order is given up; offering the call again would only confuse what is paid.
        if (stuck.Last.Kind == AttemptKind.Cancel || expired)
        {
            return cancelling is { } last ? (AttemptKind.Cancel, last) : null;
        }

        if (stuck.Last.Attempt < MaxCalls && stuck.Raised(wanted, stuck.Transaction.FeeCapWei) is { } calling)
        {
            return (AttemptKind.Call, calling);
        }

        return stuck.OthersWait && cancelling is { } freeing ? (AttemptKind.Cancel, freeing) : null;
    }

    private async Task HoldAsync(Stuck stuck, CancellationToken cancellationToken)
    {
        if (stuck.Transaction.HeldBecause is not null)
        {
            return;
        }

        stuck.Transaction.HeldBecause =
            $"Nonce {stuck.Transaction.Nonce} stays out of blocks; its fees may not rise above {stuck.Transaction.FeeCapWei} wei a gas.";
        await gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                write.UpdateOne(stuck.Transaction, nameof(ChainTransactionRow.HeldBecause));
                return Task.CompletedTask;
            },
            cancellationToken);
        logger.LogError(
            AlarmEvents.FeesAboveCap,
            "Transaction {TransactionHash}, nonce {Nonce}, stays unmined and its fees may not rise above the cap",
            new Hash32(stuck.Last.Hash), stuck.Transaction.Nonce);
    }

    private async Task<bool> SaveAsync(WriteTransaction write, ChainTransactionRow seen, Signing signing)
    {
        ChainTransactionRow now = await write.Db.Set<ChainTransactionRow>()
            .SingleAsync(row => row.ChainTransactionId == seen.ChainTransactionId, write.CancellationToken);
        await desk.RequireOwnedAsync(write, now.LaneId);
        if (now.State != ChainTransactionState.Sent)
        {
            return false;
        }

        write.InsertOne(TransactionDesk.Attempt(
            now.ChainTransactionId, signing.Attempt, signing.Kind, signing.Signed, signing.Fees, clock.GetUtcNow()));
        now.State = ChainTransactionState.Signed;
        now.LastSentBlock = null;
        now.HeldBecause = null;
        write.UpdateOne(
            now, nameof(ChainTransactionRow.State), nameof(ChainTransactionRow.LastSentBlock), nameof(ChainTransactionRow.HeldBecause));
        Failpoint.Pass("replace-before-commit");
        return true;
    }

    private async Task<bool> AnySentAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ChainTransactionRow>().AnyAsync(row => row.State == ChainTransactionState.Sent, cancellationToken);
    }

    /// <summary>The lane's lowest unmined transaction, when it was sent and blocks have passed without it.</summary>
    private async Task<Stuck?> StuckAsync(LaneRow lane, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainTransactionRow[] open = await db.Set<ChainTransactionRow>()
            .Where(row => row.LaneId == lane.LaneId
                && (row.State == ChainTransactionState.Signed || row.State == ChainTransactionState.Sent))
            .OrderBy(row => row.Nonce)
            .Take(options.MaxInFlight)
            .ToArrayAsync(cancellationToken);
        long head = await db.Set<ChainRow>().Where(row => row.ChainId == options.ChainId)
            .Select(row => row.HeadNumber).FirstOrDefaultAsync(cancellationToken);
        if (open is not [{ State: ChainTransactionState.Sent, LastSentBlock: { } sent } lowest, ..]
            || head < sent + options.BlocksBeforeReplacement)
        {
            return null;
        }

        TransactionAttemptRow last = await db.Set<TransactionAttemptRow>()
            .Where(row => row.ChainTransactionId == lowest.ChainTransactionId)
            .OrderByDescending(row => row.Attempt)
            .FirstAsync(cancellationToken);
        return new Stuck(lowest, last, OthersWait: open.Any(row => row.FeeCapWei > lowest.FeeCapWei));
    }

    /// <param name="OthersWait">Whether transactions behind it are held up whose payers would pay more.</param>
    private sealed record Stuck(ChainTransactionRow Transaction, TransactionAttemptRow Last, bool OthersWait)
    {
        /// <summary>Fees by which nodes take a replacement, up to what the market asks for, or null where the cap does not hold even the least.</summary>
        public TransactionFees? Raised(TransactionFees wanted, long capWei)
        {
            TransactionFees least = new TransactionFees(Last.MaxPriorityFeePerGasWei, Last.MaxFeePerGasWei).Replacement(default);
            if (least.MaxFeePerGas > capWei)
            {
                return null;
            }

            BigInteger most = BigInteger.Min(BigInteger.Max(least.MaxFeePerGas, wanted.MaxFeePerGas), capWei);
            BigInteger priority = BigInteger.Min(BigInteger.Max(least.MaxPriorityFeePerGas, wanted.MaxPriorityFeePerGas), most);
            return new TransactionFees(priority, most);
        }
    }

    private sealed record Signing(int Attempt, AttemptKind Kind, SignedTransaction Signed, TransactionFees Fees);
}
