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
/// Only the lowest, since those behind it wait for it and not for their fees. The new attempt is saved here and sent by
/// <see cref="SendTransactions"/>. Above the cap it is held, with an alarm, and its bytes go on being sent.
/// </remarks>
internal sealed class ReplaceTransactions(
    TransactionDesk desk,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    TimeProvider clock,
    ILogger<ReplaceTransactions> logger) : IStage
{
    /// <summary>Most signings of one transaction.</summary>
    public const int MaxAttempts = 32;

    private readonly ChainOptions options = options.Value;

    public bool UsesNode => true;

    /// <returns>How many transactions were signed again.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await StuckAsync(cancellationToken) is not { } stuck)
        {
            return 0;
        }

        LaneRow lane = await desk.OpenLaneAsync(cancellationToken);
        if (lane.HaltedBecause is not null || await desk.QuoteAsync(cancellationToken) is not { } wanted)
        {
            return 0;
        }

        (ChainTransactionRow transaction, TransactionAttemptRow last) = stuck;
        TransactionFees fees = new TransactionFees(last.MaxPriorityFeePerGasWei, last.MaxFeePerGasWei).Replacement(wanted);
        if (fees.MaxFeePerGas > options.MaxFeePerGasWei || last.Attempt >= MaxAttempts)
        {
            logger.LogError(
                "Transaction {TransactionHash}, nonce {Nonce}, stays unmined and its fees may not rise above Chain:MaxFeePerGasWei",
                new Hash32(last.Hash), transaction.Nonce);
            return 0;
        }

        SignedTransaction signed = await desk.SignAsync(
            transaction.Nonce, new Address(transaction.Recipient), transaction.Calldata, transaction.GasLimit, fees, cancellationToken);
        bool saved = await gate.WriteAsync(
            WritePriority.Stage, write => SaveAsync(write, transaction, last.Attempt + 1, signed, fees), cancellationToken);
        Failpoint.Pass("replace-after-commit");
        if (saved)
        {
            logger.LogWarning(
                "Replacing nonce {Nonce} by {TransactionHash} at {MaxFeePerGas} wei a gas", transaction.Nonce, signed.Hash, fees.MaxFeePerGas);
        }

        return saved ? 1 : 0;
    }

    private async Task<bool> SaveAsync(
        WriteTransaction write, ChainTransactionRow seen, int attempt, SignedTransaction signed, TransactionFees fees)
    {
        ChainTransactionRow now = await write.Db.Set<ChainTransactionRow>()
            .SingleAsync(row => row.ChainTransactionId == seen.ChainTransactionId, write.CancellationToken);
        await desk.RequireOwnedAsync(write, now.LaneId);
        if (now.State != ChainTransactionState.Sent)
        {
            return false;
        }

        write.InsertOne(TransactionDesk.Attempt(now.ChainTransactionId, attempt, signed, fees, clock.GetUtcNow()));
        now.State = ChainTransactionState.Signed;
        now.LastSentBlock = null;
        write.UpdateOne(now, nameof(ChainTransactionRow.State), nameof(ChainTransactionRow.LastSentBlock));
        Failpoint.Pass("replace-before-commit");
        return true;
    }

    /// <summary>The lane's lowest unmined transaction, when it was sent and blocks have passed without it.</summary>
    private async Task<(ChainTransactionRow Transaction, TransactionAttemptRow Last)?> StuckAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainTransactionRow? lowest = await db.Set<ChainTransactionRow>()
            .Where(row => row.State == ChainTransactionState.Signed || row.State == ChainTransactionState.Sent)
            .OrderBy(row => row.LaneId).ThenBy(row => row.Nonce)
            .FirstOrDefaultAsync(cancellationToken);
        long head = await db.Set<ChainRow>().Where(row => row.ChainId == options.ChainId)
            .Select(row => row.HeadNumber).FirstOrDefaultAsync(cancellationToken);
        if (lowest is not { State: ChainTransactionState.Sent, LastSentBlock: { } sent } || head < sent + options.BlocksBeforeReplacement)
        {
            return null;
        }

        TransactionAttemptRow last = await db.Set<TransactionAttemptRow>()
            .Where(row => row.ChainTransactionId == lowest.ChainTransactionId)
            .OrderByDescending(row => row.Attempt)
            .FirstAsync(cancellationToken);
        return (lowest, last);
    }
}
