using System.Buffers.Binary;
using System.Text;
using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Ledger;

/// <summary>The bytes of a transaction that enter a campaign's hash chain (docs/ledger.md gives the layout).</summary>
public static class CanonicalTransaction
{
    /// <summary>The version of the layout, its first byte.</summary>
    public const byte LayoutVersion = 1;

    /// <summary>Writes a transaction so that two different ones never give the same bytes.</summary>
    /// <remarks>Version, campaign (16 bytes), kind code, reference, microseconds since 1970 (8 bytes), number of postings (4 bytes),
    /// then from, to and amount (12 bytes) of each. Texts are UTF-8 after a length of 2 bytes; numbers are most significant first.
    /// The host chains: hash of (previous hash, sequence number, these bytes).</remarks>
    public static byte[] ToBytes(LedgerTransaction transaction)
    {
        List<byte> bytes = new(256 + (200 * transaction.Postings.Count)) { LayoutVersion };
        Span<byte> number = stackalloc byte[16];

        transaction.CampaignId.Value.TryWriteBytes(number, bigEndian: true, out _);
        bytes.AddRange(number);
        AddText(bytes, transaction.Kind.Code());
        AddText(bytes, transaction.Reference);
        long microseconds = (transaction.At.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        BinaryPrimitives.WriteInt64BigEndian(number, microseconds);
        bytes.AddRange(number[..8]);
        BinaryPrimitives.WriteInt32BigEndian(number, transaction.Postings.Count);
        bytes.AddRange(number[..4]);
        foreach (Posting posting in transaction.Postings)
        {
            AddText(bytes, posting.From.ToString());
            AddText(bytes, posting.To.ToString());
            posting.Amount.WritePacked(number);
            bytes.AddRange(number[..TokenAmount.PackedLength]);
        }

        return [.. bytes];
    }

    private static void AddText(List<byte> bytes, string text)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)encoded.Length));
        bytes.AddRange(length);
        bytes.AddRange(encoded);
    }
}
