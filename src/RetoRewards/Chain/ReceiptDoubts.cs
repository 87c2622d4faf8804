using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>Disbelieves a receipt that calls a payment final while no event of it was found in its block: the node lied, or left logs out.</summary>
/// <remarks>
/// The transaction is on its way again, its block is read once more, and a person is called. It is not looked at again before the
/// chain has grown, so that a node that goes on lying does not keep the service busy.
/// </remarks>
internal sealed class ReceiptDoubts(
    IEthereumNode node, Alarms alarms, IDbContextFactory<RetoDbContext> contexts, IOptions<ChainOptions> options)
{
    private readonly ChainOptions options = options.Value;

    /// <summary>The followed head when a transaction was doubted, by its id.</summary>
    private readonly ConcurrentDictionary<long, long> doubtedAt = new();

    /// <summary>Whether the transaction was doubted and the chain has not grown since.</summary>
    public bool Rests(ChainTransactionRow transaction, long head) =>
        doubtedAt.TryGetValue(transaction.ChainTransactionId, out long at) && head <= at;

    /// <summary>Those of the transactions that became final by success without an event in a block that is followed.</summary>
    public async Task<IReadOnlyList<ChainTransactionRow>> FindAsync(
        IReadOnlyCollection<ChainTransactionRow> changed, ILookup<long, TransactionAttemptRow> attempts, CancellationToken cancellationToken)
    {
        ChainTransactionRow[] final = [.. changed.Where(row => row is { State: ChainTransactionState.Final, Succeeded: true })];
        if (final.Length == 0)
        {
            return [];
        }

        byte[][] hashes = [.. final.SelectMany(row => attempts[row.ChainTransactionId]).Select(row => row.Hash)];
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        byte[][] told = await db.Set<ChainEventRow>()
            .Where(row => row.ChainId == options.ChainId && row.IsCanonical && hashes.Contains(row.TransactionHash))
            .Select(row => row.TransactionHash)
            .ToArrayAsync(cancellationToken);
        HashSet<Hash32> withEvent = [.. told.Select(hash => new Hash32(hash))];
        ChainTransactionRow[] without =
            [.. final.Where(row => !attempts[row.ChainTransactionId].Any(attempt => withEvent.Contains(new Hash32(attempt.Hash))))];
        List<ChainTransactionRow> doubted = [];
        foreach (ChainTransactionRow row in without)
        {
            if (await CallsContractAsync(row, attempts[row.ChainTransactionId], cancellationToken))
            {
                doubted.Add(row);
            }
        }

        return doubted;
    }

    /// <summary>Those of the transactions that a node tells a receipt of, whatever block it names, or whose event was seen: nobody else used
    /// their nonces, and which block is right will be known when it is followed.</summary>
    public async Task<IReadOnlySet<long>> PerhapsMinedAsync(
        IReadOnlyCollection<ChainTransactionRow> transactions, ILookup<long, TransactionAttemptRow> attempts, CancellationToken cancellationToken)
    {
        (long Id, Hash32 Hash)[] asked =
        [
            .. transactions.SelectMany(row => attempts[row.ChainTransactionId])
                .Select(attempt => (attempt.ChainTransactionId, new Hash32(attempt.Hash))),
        ];
        IReadOnlyList<TransactionReceipt?> receipts = await node.GetReceiptsAsync([.. asked.Select(one => one.Hash)], cancellationToken);
        byte[][] hashes = [.. asked.Select(one => one.Hash.ToArray())];
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        byte[][] told = await db.Set<ChainEventRow>()
            .Where(row => row.ChainId == options.ChainId && row.IsCanonical && hashes.Contains(row.TransactionHash))
            .Select(row => row.TransactionHash)
            .ToArrayAsync(cancellationToken);
        HashSet<Hash32> seen = [.. told.Select(hash => new Hash32(hash))];
        return asked.Where((one, index) => receipts[index] is not null || seen.Contains(one.Hash)).Select(one => one.Id).ToHashSet();
    }

    /// <summary>Puts the transactions back on their way, and lets their blocks be read again.</summary>
    public async Task SaveAsync(WriteTransaction write, IReadOnlyList<ChainTransactionRow> doubted)
    {
        if (doubted.Count == 0)
        {
            return;
        }

        ChainRow chain = await write.Db.Set<ChainRow>().SingleAsync(row => row.ChainId == options.ChainId, write.CancellationToken);
        long before = Math.Max(options.StartBlock, doubted.Min(row => row.BlockNumber!.Value)) - 1;
        foreach (ChainTransactionRow row in doubted)
        {
            doubtedAt[row.ChainTransactionId] = chain.HeadNumber;
            await alarms.RaiseAsync(write, AlarmNames.NodeDisagreement, $"chain:{options.ChainId}",
                $"A node says that nonce {row.Nonce} succeeded in block {row.BlockNumber}, and no event of it is there. It is not called paid. "
                + "Ask another node.");
            row.State = ChainTransactionState.Sent;
            row.BlockNumber = null;
            row.BlockHash = null;
            row.Succeeded = null;
            row.GasUsed = null;
            row.EffectiveGasPriceWei = null;
        }

        write.Update([.. doubted], TransactionMarks.All);
        ChainBlockRow? from = await write.Db.Set<ChainBlockRow>()
            .Where(row => row.ChainId == options.ChainId && row.IsCanonical && row.Number <= before)
            .OrderByDescending(row => row.Number)
            .FirstOrDefaultAsync(write.CancellationToken);
        if (from is not null)
        {
            chain.HeadNumber = from.Number;
            chain.HeadHash = from.Hash;
            write.UpdateOne(chain, nameof(ChainRow.HeadNumber), nameof(ChainRow.HeadHash));
        }
    }

    /// <summary>A transaction that only uses its nonce up, because it was cancelled, goes to no contract and has no event.</summary>
    private async Task<bool> CallsContractAsync(
        ChainTransactionRow row, IEnumerable<TransactionAttemptRow> attempts, CancellationToken cancellationToken)
    {
        IReadOnlyList<TransactionReceipt?> receipts = await node.GetReceiptsAsync(
            [.. attempts.Select(attempt => new Hash32(attempt.Hash))], cancellationToken);
        return receipts.OfType<TransactionReceipt>().Any(receipt => receipt.To == new Address(row.Recipient))
            || receipts.All(receipt => receipt is null);
    }
}
