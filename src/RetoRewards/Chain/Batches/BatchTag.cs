using System.Buffers.Binary;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Chain.Batches;

/// <summary>The tag of a batch, as the contract computes it: it chains the batch to the one before and to all that it says.</summary>
/// <remarks>The contract's interface defines it; tests/vectors/payout-batches.json holds what both sides must agree on.</remarks>
internal static class BatchTag
{
    private const int Field = Hash32.Length;

    /// <summary>The tag that stands before a campaign's first batch.</summary>
    public static byte[] First(long chainId, Address contract, long campaignNumber)
    {
        byte[] fields = new byte[3 * Field];
        WriteNumber(fields, 0, (ulong)chainId);
        contract.CopyTo(fields.AsSpan((2 * Field) - Address.Length));
        WriteNumber(fields, 2, (ulong)campaignNumber);
        return Keccak256.Hash(fields).ToArray();
    }

    /// <summary>The tag of a batch.</summary>
    /// <param name="previousTag">The tag of the batch before.</param>
    /// <param name="campaignNumber">The campaign's number in the contract.</param>
    /// <param name="firstReward">Number of its first reward.</param>
    /// <param name="receiptsRoot">Root of its receipts.</param>
    /// <param name="fingerprints">8 bytes a reward.</param>
    /// <param name="words">32 bytes a wallet.</param>
    public static byte[] Of(
        ReadOnlySpan<byte> previousTag,
        ulong campaignNumber,
        long firstReward,
        ReadOnlySpan<byte> receiptsRoot,
        ReadOnlySpan<byte> fingerprints,
        ReadOnlySpan<byte> words)
    {
        byte[] fields = new byte[7 * Field];
        previousTag.CopyTo(fields);
        WriteNumber(fields, 1, campaignNumber);
        WriteNumber(fields, 2, (ulong)firstReward);
        WriteNumber(fields, 3, (ulong)(fingerprints.Length / sizeof(long)));
        receiptsRoot.CopyTo(fields.AsSpan(4 * Field));
        Keccak256.Hash(fingerprints, fields.AsSpan(5 * Field));
        Keccak256.Hash(words, fields.AsSpan(6 * Field));
        return Keccak256.Hash(fields).ToArray();
    }

    private static void WriteNumber(byte[] fields, int index, ulong number) =>
        BinaryPrimitives.WriteUInt64BigEndian(fields.AsSpan(((index + 1) * Field) - sizeof(ulong)), number);
}
