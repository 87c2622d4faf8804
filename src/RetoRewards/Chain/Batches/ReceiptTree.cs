using System.Buffers.Binary;
using System.Text;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Chain.Batches;

/// <summary>One reward as its wallet's leaf binds it.</summary>
/// <param name="Number">The reward's number in its campaign.</param>
/// <param name="Fingerprint">Its fingerprint as a big-endian number.</param>
/// <param name="Amount">What of the wallet's word is this reward's.</param>
/// <param name="Text">The receipt line's text.</param>
internal sealed record ReceiptLine(long Number, long Fingerprint, TokenAmount Amount, string Text);

/// <summary>A neighbour on the way from a leaf to the root.</summary>
/// <param name="IsLeft">Whether it stands on the left when the two are hashed.</param>
internal sealed record ProofStep(bool IsLeft, byte[] Hash);

/// <summary>The tree over a batch's receipts: RFC 6962 with Keccak-256, a leaf a wallet.</summary>
/// <remarks>The contract's interface defines it; tests/vectors/payout-batches.json holds what both sides must agree on.</remarks>
internal static class ReceiptTree
{
    /// <summary>Bytes of a line in its leaf: number, fingerprint, amount and the hash of the text.</summary>
    public const int LineLength = 8 + 8 + TokenAmount.PackedLength + Hash32.Length;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>The leaf of a wallet.</summary>
    /// <param name="word">What it is paid.</param>
    /// <param name="lines">Its rewards in ascending number; their amounts add up to the word's.</param>
    public static byte[] Leaf(PayoutWord word, IReadOnlyList<ReceiptLine> lines)
    {
        byte[] bytes = new byte[1 + PayoutWord.Length + (lines.Count * LineLength)];
        bytes[0] = LeafPrefix;
        word.WriteTo(bytes.AsSpan(1));
        Span<byte> rest = bytes.AsSpan(1 + PayoutWord.Length);
        foreach (ReceiptLine line in lines)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, line.Number);
            BinaryPrimitives.WriteInt64BigEndian(rest[8..], line.Fingerprint);
            line.Amount.WritePacked(rest[16..]);
            Keccak256.Hash(Encoding.UTF8.GetBytes(line.Text), rest[(16 + TokenAmount.PackedLength)..]);
            rest = rest[LineLength..];
        }

        return Keccak256.Hash(bytes).ToArray();
    }

    /// <summary>The root over the leaves in the words' order; 32 zero bytes over none.</summary>
    public static byte[] Root(IReadOnlyList<byte[]> leaves)
    {
        if (leaves.Count == 0)
        {
            return new byte[Hash32.Length];
        }

        byte[][] level = [.. leaves];
        while (level.Length > 1)
        {
            level = [.. level.Chunk(2).Select(pair => pair.Length == 2 ? Node(pair[0], pair[1]) : pair[0])];
        }

        return level[0];
    }

    /// <summary>The neighbours that lead from a leaf to the root, lowest first; a level at which the leaf's side has none is left out.</summary>
    public static IReadOnlyList<ProofStep> Proof(IReadOnlyList<byte[]> leaves, int index)
    {
        List<ProofStep> proof = [];
        byte[][] level = [.. leaves];
        while (level.Length > 1)
        {
            int neighbour = index ^ 1;
            if (neighbour < level.Length)
            {
                proof.Add(new ProofStep(neighbour < index, level[neighbour]));
            }

            level = [.. level.Chunk(2).Select(pair => pair.Length == 2 ? Node(pair[0], pair[1]) : pair[0])];
            index /= 2;
        }

        return proof;
    }

    private static byte[] Node(byte[] left, byte[] right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Hash32.Length)];
        bytes[0] = NodePrefix;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + Hash32.Length)..]);
        return Keccak256.Hash(bytes).ToArray();
    }
}
