using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>Finds out what became of the transactions that are on their way, from receipts in blocks that are followed.</summary>
/// <remarks>
/// A receipt counts only when its block is one that was followed by its parent's hash. A transaction without a receipt
/// whose nonce a final block has used up can never be mined; unless we used it ourselves, the lane halts.
/// </remarks>
internal sealed class ObserveTransactions(
    IEthereumNode node,
    ChainIdentity identity,
    ReceiptDoubts doubts,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    ILogger<ObserveTransactions> logger) : IStage
{
    private readonly ChainOptions options = options.Value;

    /// <summary>Transactions whose nonce a final block seemed to have used when they were looked at last.</summary>
    private readonly HashSet<long> suspected = [];

    public bool UsesNode => true;

    /// <returns>How many transactions changed, or came under suspicion of having been replaced by a foreign one.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        Waiting waiting = await LoadAsync(cancellationToken);
        if (waiting.Transactions.Length == 0)
        {
            return 0;
        }

        await identity.RequireAsync(cancellationToken);
        List<ChainTransactionRow> changed = [.. waiting.Transactions.Where(row => BecomesFinal(row, waiting.FinalNumber))];
        ChainTransactionRow[] superseded = [];
        ChainTransactionRow[] open =
        [
            .. waiting.Transactions.Where(row => row.State != ChainTransactionState.Mined && !changed.Contains(row)
                && !doubts.Rests(row, waiting.HeadNumber)),
        ];
        if (open.Length > 0)
        {
            IReadOnlyList<TransactionReceipt> receipts = await ReceiptsAsync(waiting, open, cancellationToken);
            ChainTransactionRow[] mined = [.. open.Where(row => Apply(row, waiting, receipts))];
            await ExplainAsync(waiting, [.. mined.Where(row => row is { Succeeded: false, RevertedBecause: null })], cancellationToken);
            changed.AddRange(mined);
            superseded = await SupersededAsync(waiting, [.. open.Except(changed)], cancellationToken);
            changed.AddRange(superseded.Where(row => suspected.Contains(row.ChainTransactionId)).Select(Supersede));
        }

        int freshlySuspected = Suspect(superseded);

        if (changed.Count > 0)
        {
            IReadOnlyList<ChainTransactionRow> doubted = await doubts.FindAsync(
                changed, waiting.Attempts.ToLookup(row => row.ChainTransactionId), cancellationToken);
            changed.RemoveAll(doubted.Contains);
            await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, changed, doubted), cancellationToken);
        }

        Failpoint.Pass("mined-after-commit");
        return changed.Count + freshlySuspected;
    }

    private static ChainTransactionRow Supersede(ChainTransactionRow row)
    {
        row.State = ChainTransactionState.Superseded;
        return row;
    }

    /// <summary>
    /// A node in the middle of a block may count a nonce that the block before does not have yet (anvil was seen to), so one answer halts
    /// no lane: it must be the same when it is asked again, in a later run with the blocks that were followed meanwhile.
    /// </summary>
    private int Suspect(ChainTransactionRow[] superseded)
    {
        long[] now = [.. superseded.Select(row => row.ChainTransactionId)];
        int fresh = now.Count(id => !suspected.Contains(id));
        suspected.Clear();
        suspected.UnionWith(now);
        return fresh;
    }

    private static bool BecomesFinal(ChainTransactionRow row, long finalNumber)
    {
        if (row.State != ChainTransactionState.Mined || row.BlockNumber > finalNumber)
        {
            return false;
        }

        row.State = ChainTransactionState.Final;
        return true;
    }

    private static bool Apply(ChainTransactionRow row, Waiting waiting, IReadOnlyList<TransactionReceipt> receipts)
    {
        TransactionReceipt? receipt = receipts.FirstOrDefault(one => waiting.TransactionOf(one.TransactionHash) == row.ChainTransactionId);
        if (receipt is null)
        {
            return false;
        }

        row.State = receipt.BlockNumber <= waiting.FinalNumber ? ChainTransactionState.Final : ChainTransactionState.Mined;
        row.BlockNumber = receipt.BlockNumber;
        row.BlockHash = receipt.BlockHash.ToArray();
        bool cancelled = waiting.IsCancellation(receipt.TransactionHash);
        row.Succeeded = receipt.Succeeded && !cancelled;
        row.RevertedBecause = cancelled ? ChainTransactionRow.CancelledReason : null;
        row.HeldBecause = null;
        row.GasUsed = receipt.GasUsed;
        row.EffectiveGasPriceWei = (long)receipt.EffectiveGasPrice;
        return true;
    }

    /// <summary>Asks why calls reverted: the same call upon the block before, which is close to the state that it met.</summary>
    /// <remarks>The answer is for people and for the choice of what to try next; nothing is booked by it.</remarks>
    private async Task ExplainAsync(Waiting waiting, ChainTransactionRow[] reverted, CancellationToken cancellationToken)
    {
        foreach (ChainTransactionRow row in reverted)
        {
            Address sender = new(waiting.Lanes.Single(lane => lane.LaneId == row.LaneId).Sender);
            CallRequest call = new() { From = sender, To = new Address(row.Recipient), Data = row.Calldata, GasLimit = row.GasLimit };
            string reason = await Refusals.OfAsync(node, call, BlockTag.At(row.BlockNumber!.Value - 1), cancellationToken)
                ?? "It would have succeeded at the start of its block.";
            row.RevertedBecause = reason.Length > ChainTransactionRow.MaxReason ? reason[..ChainTransactionRow.MaxReason] : reason;
            logger.LogError(
                AlarmEvents.BatchReverted, "The transaction with nonce {Nonce} for {Purpose} reverted: {Reason}", row.Nonce, row.Purpose, reason);
        }
    }

    /// <summary>The receipts of all attempts whose blocks are on the followed chain.</summary>
    private async Task<IReadOnlyList<TransactionReceipt>> ReceiptsAsync(
        Waiting waiting, ChainTransactionRow[] open, CancellationToken cancellationToken)
    {
        HashSet<long> ids = [.. open.Select(row => row.ChainTransactionId)];
        Hash32[] hashes = [.. waiting.Attempts.Where(row => ids.Contains(row.ChainTransactionId)).Select(row => new Hash32(row.Hash))];
        IReadOnlyList<TransactionReceipt?> answers = await node.GetReceiptsAsync(hashes, cancellationToken);
        TransactionReceipt[] given = [.. answers.OfType<TransactionReceipt>()];
        if (given.Length == 0)
        {
            return given;
        }

        long[] numbers = [.. given.Select(receipt => receipt.BlockNumber).Distinct()];
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainBlockRow[] blocks = await db.Set<ChainBlockRow>()
            .Where(row => row.ChainId == options.ChainId && row.IsCanonical && numbers.Contains(row.Number))
            .ToArrayAsync(cancellationToken);
        HashSet<Hash32> followed = [.. blocks.Select(row => new Hash32(row.Hash))];
        return [.. given.Where(receipt => followed.Contains(receipt.BlockHash))];
    }

    private async Task<ChainTransactionRow[]> SupersededAsync(
        Waiting waiting, ChainTransactionRow[] silent, CancellationToken cancellationToken)
    {
        List<ChainTransactionRow> superseded = [];
        foreach (IGrouping<int, ChainTransactionRow> ofLane in silent.GroupBy(row => row.LaneId))
        {
            Address sender = new(waiting.Lanes.Single(lane => lane.LaneId == ofLane.Key).Sender);
            long count = await node.GetTransactionCountAsync(sender, BlockTag.At(waiting.FinalNumber), cancellationToken);
            superseded.AddRange(ofLane.Where(row => row.Nonce < count));
        }

        if (superseded.Count == 0)
        {
            return [];
        }

        // The receipts were asked before the count: ask once more, lest one was mined in between.
        IReadOnlySet<long> perhapsOurs = await doubts.PerhapsMinedAsync(
            superseded, waiting.Attempts.ToLookup(row => row.ChainTransactionId), cancellationToken);
        superseded.RemoveAll(row => perhapsOurs.Contains(row.ChainTransactionId));
        return [.. superseded];
    }

    private async Task SaveAsync(
        WriteTransaction write, List<ChainTransactionRow> changed, IReadOnlyList<ChainTransactionRow> doubted)
    {
        await doubts.SaveAsync(write, doubted);
        write.Update([.. changed], TransactionMarks.All);
        Failpoint.Pass("mined-before-commit");
        int[] foreign = [.. changed.Where(row => row.State == ChainTransactionState.Superseded).Select(row => row.LaneId).Distinct()];
        if (foreign.Length == 0)
        {
            return;
        }

        LaneRow[] lanes = await write.Db.Set<LaneRow>()
            .Where(row => foreign.Contains(row.LaneId) && row.HaltedBecause == null)
            .ToArrayAsync(write.CancellationToken);
        foreach (LaneRow lane in lanes)
        {
            long nonce = changed.Where(row => row.LaneId == lane.LaneId && row.State == ChainTransactionState.Superseded).Min(row => row.Nonce);
            lane.HaltedBecause =
                $"Nonce {nonce} of the operator's account was used by a transaction that this service did not sign. Somebody else holds the key.";
            logger.LogError(AlarmEvents.LaneHalted, "Lane {LaneId} halts at nonce {Nonce}: a foreign transaction used it", lane.LaneId, nonce);
        }

        write.Update([.. lanes], nameof(LaneRow.HaltedBecause));
    }

    private async Task<Waiting> LoadAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainRow? chain = await db.Set<ChainRow>().SingleOrDefaultAsync(row => row.ChainId == options.ChainId, cancellationToken);
        if (chain is null)
        {
            return new Waiting([], [], [], 0, 0);
        }

        long final = chain.FinalNumber;
        ChainTransactionRow[] transactions = await db.Set<ChainTransactionRow>()
            .Where(row => row.State == ChainTransactionState.Signed || row.State == ChainTransactionState.Sent
                || (row.State == ChainTransactionState.Mined && row.BlockNumber <= final))
            .OrderBy(row => row.LaneId).ThenBy(row => row.Nonce)
            .Take(ChainOptions.MaxBlocksPerRun)
            .ToArrayAsync(cancellationToken);
        long[] ids = [.. transactions.Select(row => row.ChainTransactionId)];
        TransactionAttemptRow[] attempts = transactions.Length == 0
            ? []
            : await db.Set<TransactionAttemptRow>().Where(row => ids.Contains(row.ChainTransactionId)).ToArrayAsync(cancellationToken);
        return new Waiting(
            transactions, attempts, await db.Set<LaneRow>().ToArrayAsync(cancellationToken), final, chain.HeadNumber);
    }

    private sealed record Waiting(
        ChainTransactionRow[] Transactions, TransactionAttemptRow[] Attempts, LaneRow[] Lanes, long FinalNumber, long HeadNumber)
    {
        public long? TransactionOf(Hash32 hash) =>
            Attempts.FirstOrDefault(row => new Hash32(row.Hash) == hash)?.ChainTransactionId;

        public bool IsCancellation(Hash32 hash) => Attempts.Any(row => row.Kind == AttemptKind.Cancel && new Hash32(row.Hash) == hash);
    }
}
