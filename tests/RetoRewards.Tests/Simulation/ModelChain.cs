using RetoRewards.Chain.Batches;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Transactions;

namespace RetoRewards.Tests.Simulation;

/// <summary>A transaction in a block of the model.</summary>
internal sealed record ModelTransaction(DecodedTransaction Transaction, bool Succeeded, PayBatch? Paid, byte[]? Tag);

/// <summary>A block of the model with the state of the contract and the sender after it.</summary>
internal sealed record ModelBlock(
    long Number, Hash32 Hash, Hash32 ParentHash, long Timestamp, IReadOnlyList<ModelTransaction> Transactions,
    long Nonce, long NextReward, byte[] Tag);

/// <summary>A chain in memory: one sender, one campaign of RetoCampaigns, a pool, and forks. It pays a run only when it continues number and tag.</summary>
internal sealed class ModelChain(Random random, long chainId, Address contract)
{
    public const long CampaignNumber = 1;

    private readonly List<ModelBlock> blocks =
    [
        new(0, Keccak256.Hash("genesis"u8), default, 1_800_000_000, [], 0, 1, BatchTag.First(chainId, contract, CampaignNumber)),
    ];

    private readonly Dictionary<Hash32, DecodedTransaction> pool = [];
    private long forks;

    public long ChainId => chainId;

    public Address Contract => contract;

    public IReadOnlyList<ModelBlock> Blocks => blocks;

    public ModelBlock Head => blocks[^1];

    /// <summary>While true the contract refuses every payment, as a paused one does.</summary>
    public bool Paused { get; set; }

    /// <summary>The pool forgets what waits there.</summary>
    public void Forget() => pool.Clear();

    /// <returns>Why the node does not take it; null when it does.</returns>
    public string? Submit(DecodedTransaction transaction)
    {
        if (blocks.Any(block => block.Transactions.Any(one => one.Transaction.Hash == transaction.Hash)) || pool.ContainsKey(transaction.Hash))
        {
            return "already known";
        }

        if (transaction.Nonce < Head.Nonce)
        {
            return "nonce too low";
        }

        foreach (DecodedTransaction other in pool.Values.Where(one => one.Nonce == transaction.Nonce).ToArray())
        {
            if (transaction.MaxFeePerGas * 10 < other.MaxFeePerGas * 11)
            {
                return "replacement transaction underpriced";
            }

            pool.Remove(other.Hash);
        }

        pool.Add(transaction.Hash, transaction);
        return null;
    }

    /// <summary>Mines a block of what waits, or an empty one.</summary>
    public void Mine(bool empty = false)
    {
        ModelBlock head = Head;
        long nonce = head.Nonce;
        long next = head.NextReward;
        byte[] tag = head.Tag;
        List<ModelTransaction> included = [];
        while (!empty && pool.Values.Where(one => one.Nonce == nonce).MaxBy(one => one.MaxFeePerGas) is { } transaction)
        {
            PayBatch batch = PayBatch.Read(transaction.Data.Span);
            bool pays = !Paused && batch.FirstReward == next && batch.PreviousTag.AsSpan().SequenceEqual(tag);
            if (pays)
            {
                tag = TagOf(batch);
                next += batch.Fingerprints.Length / sizeof(long);
            }

            included.Add(new ModelTransaction(transaction, pays, pays ? batch : null, pays ? tag : null));
            nonce++;
        }

        foreach (DecodedTransaction gone in pool.Values.Where(one => one.Nonce < nonce).ToArray())
        {
            pool.Remove(gone.Hash);
        }

        Hash32 hash = Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"{head.Hash}/{forks}/{random.Next()}"));
        blocks.Add(new ModelBlock(head.Number + 1, hash, head.Hash, head.Timestamp + 12, included, nonce, next, tag));
    }

    /// <summary>Takes the newest blocks back and mines one more than they were; what was in them waits again, or is forgotten.</summary>
    public void Fork(int depth)
    {
        forks++;
        ModelBlock[] gone = [.. blocks.TakeLast(depth)];
        blocks.RemoveRange(blocks.Count - depth, depth);
        foreach (ModelTransaction one in gone.SelectMany(block => block.Transactions))
        {
            if (random.NextDouble() < 0.7)
            {
                pool[one.Transaction.Hash] = one.Transaction;
            }
        }

        for (int block = 0; block <= depth; block++)
        {
            Mine(empty: random.NextDouble() < 0.3);
        }
    }

    public bool WouldPay(PayBatch batch) =>
        !Paused && batch.FirstReward == Head.NextReward && batch.PreviousTag.AsSpan().SequenceEqual(Head.Tag);

    private static byte[] TagOf(PayBatch batch) => BatchTag.Of(
        batch.PreviousTag, (ulong)CampaignNumber, batch.FirstReward, batch.ReceiptsRoot, batch.Fingerprints, batch.Words);
}
