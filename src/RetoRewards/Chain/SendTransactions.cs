using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>Hands saved bytes to the node, lowest nonce first, and the same bytes again when they stay silent.</summary>
/// <remarks>
/// Whatever the answer, the outcome is read from the chain: an answer only tells whether to stop. A transaction is marked
/// as sent after the answer, so a process that dies in between sends the same bytes again, which is harmless.
/// </remarks>
internal sealed class SendTransactions(
    IEthereumNode node,
    ChainIdentity identity,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    TimeProvider clock,
    ILogger<SendTransactions> logger) : IStage
{
    /// <summary>Most transactions that one run hands over, those of all lanes together.</summary>
    private const int MaxDue = 512;

    private readonly ChainOptions options = options.Value;

    /// <summary>False until what an earlier process left on its way has been sent once more.</summary>
    private bool resumed;

    public bool UsesNode => true;

    /// <returns>How many transactions were handed over.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        (ChainTransactionRow Transaction, TransactionAttemptRow Attempt)[] due = await DueAsync(cancellationToken);
        if (due.Length == 0)
        {
            resumed = true;
            return 0;
        }

        // A local node that was restarted has the same chain id and another chain: bytes of the old one have no business there.
        await identity.CheckAsync(cancellationToken);
        long head = await HeadAsync(cancellationToken);
        List<ChainTransactionRow> answered = new(due.Length);
        Dictionary<int, ChainTransactionRow?> outOfGas = [];
        try
        {
            // An account that was emptied stops its own lane, and no other.
            foreach (IGrouping<int, (ChainTransactionRow Transaction, TransactionAttemptRow Attempt)> lane in due.GroupBy(one => one.Transaction.LaneId))
            {
                outOfGas[lane.Key] = await SendLaneAsync(lane, answered, cancellationToken);
            }
        }
        finally
        {
            // What the node did answer is marked even when it then failed.
            await MarkAsync(answered, head, CancellationToken.None);
        }

        Failpoint.Pass("send-after-mark");
        foreach ((int lane, ChainTransactionRow? transaction) in outOfGas)
        {
            await HoldAsync(lane, transaction, cancellationToken);
        }

        resumed |= due.Length < MaxDue;
        return answered.Count;
    }

    /// <summary>Hands over what is due of one lane, lowest nonce first, until the account cannot pay.</summary>
    /// <returns>What it cannot pay for; null when it could.</returns>
    private async Task<ChainTransactionRow?> SendLaneAsync(
        IEnumerable<(ChainTransactionRow Transaction, TransactionAttemptRow Attempt)> due,
        List<ChainTransactionRow> answered,
        CancellationToken cancellationToken)
    {
        foreach ((ChainTransactionRow transaction, TransactionAttemptRow attempt) in due)
        {
            if (await SendAsync(transaction, attempt, cancellationToken) == SendAnswer.OutOfGas)
            {
                return transaction;
            }

            Failpoint.Pass("send-after-answer");
            answered.Add(transaction);
        }

        return null;
    }

    /// <summary>Keeps the lane's note about its gas true, and raises or ends the alarm when it changes.</summary>
    private async Task HoldAsync(int laneId, ChainTransactionRow? outOfGas, CancellationToken cancellationToken)
    {
        string? because = outOfGas is null
            ? null
            : $"The operator's account cannot pay for nonce {outOfGas.Nonce}. Send it ether; sending goes on by itself.";
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        string? before = await db.Set<LaneRow>().Where(row => row.LaneId == laneId).Select(row => row.HeldBecause).SingleAsync(cancellationToken);
        if (before is null == because is null)
        {
            return;
        }

        await gate.WriteAsync(WritePriority.Stage, write => LaneHalts.HoldAsync(write, laneId, because), cancellationToken);
        if (outOfGas is not null)
        {
            logger.LogError(
                AlarmEvents.OutOfGas, "The operator's account cannot pay for nonce {Nonce} of lane {LaneId}. Send it ether", outOfGas.Nonce, laneId);
        }
        else
        {
            logger.LogInformation("Lane {LaneId} can pay for gas again", laneId);
        }
    }

    private async Task<SendAnswer> SendAsync(
        ChainTransactionRow transaction, TransactionAttemptRow attempt, CancellationToken cancellationToken)
    {
        try
        {
            await node.SendRawTransactionAsync(attempt.Raw, cancellationToken);
            return SendAnswer.Unknown;
        }
        catch (RpcRefusedException refused)
        {
            logger.LogDebug(
                "The node answered to transaction {TransactionHash}, nonce {Nonce}: {Answer}",
                new Hash32(attempt.Hash), transaction.Nonce, refused.Error.Message);
            return SendAnswers.Classify(refused.Error);
        }
    }

    private async Task<(ChainTransactionRow Transaction, TransactionAttemptRow Attempt)[]> DueAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset silentSince = clock.GetUtcNow() - options.SilenceBeforeResend;
        bool all = !resumed;
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainTransactionRow[] transactions = await db.Set<ChainTransactionRow>()
            .Where(row => row.State == ChainTransactionState.Signed
                || (row.State == ChainTransactionState.Sent && (all || row.LastSentAt == null || row.LastSentAt < silentSince)))
            .OrderBy(row => row.LaneId).ThenBy(row => row.Nonce)
            .Take(MaxDue)
            .ToArrayAsync(cancellationToken);
        if (transactions.Length == 0)
        {
            return [];
        }

        long[] ids = [.. transactions.Select(row => row.ChainTransactionId)];
        TransactionAttemptRow[] attempts = await db.Set<TransactionAttemptRow>()
            .Where(row => ids.Contains(row.ChainTransactionId))
            .ToArrayAsync(cancellationToken);
        ILookup<long, TransactionAttemptRow> byTransaction = attempts.ToLookup(row => row.ChainTransactionId);
        return [.. transactions.Select(row => (row, byTransaction[row.ChainTransactionId].MaxBy(attempt => attempt.Attempt)!))];
    }

    private async Task<long> HeadAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ChainRow>().Where(row => row.ChainId == options.ChainId)
            .Select(row => row.HeadNumber).SingleAsync(cancellationToken);
    }

    private async Task MarkAsync(List<ChainTransactionRow> answered, long head, CancellationToken cancellationToken)
    {
        if (answered.Count == 0)
        {
            return;
        }

        DateTimeOffset now = clock.GetUtcNow();
        foreach (ChainTransactionRow row in answered)
        {
            row.State = ChainTransactionState.Sent;
            row.LastSentAt = now;
            row.LastSentBlock ??= head;
        }

        await gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                write.Update([.. answered], nameof(ChainTransactionRow.State),
                    nameof(ChainTransactionRow.LastSentAt), nameof(ChainTransactionRow.LastSentBlock));
                return Task.CompletedTask;
            },
            cancellationToken);
    }
}
