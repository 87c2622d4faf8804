using System.Numerics;

namespace RetoRewards.Ethereum.Abi;

/// <summary>The 32-byte words of the ABI coding.</summary>
internal static class AbiWord
{
    public const int Length = 32;

    /// <summary>Most elements that one array, and most values that one decoding, may have: a bound against crafted data.</summary>
    public const int MaxElements = 1_000_000;

    public static void Write(Span<byte> word, BigInteger value)
    {
        word[..Length].Fill(value.Sign < 0 ? (byte)0xff : (byte)0);
        int length = value.GetByteCount(isUnsigned: value.Sign >= 0);
        _ = value.TryWriteBytes(word[(Length - length)..Length], out _, isUnsigned: value.Sign >= 0, isBigEndian: true);
    }

    public static BigInteger ReadUnsigned(ReadOnlySpan<byte> word) => new(word[..Length], isUnsigned: true, isBigEndian: true);

    public static BigInteger ReadSigned(ReadOnlySpan<byte> word) => new(word[..Length], isUnsigned: false, isBigEndian: true);

    public static int PaddedLength(int length) => (length + Length - 1) / Length * Length;

    public static bool Fits(BigInteger value, AbiType type) =>
        type.Kind == AbiKind.Unsigned
            ? value.Sign >= 0 && value.GetBitLength() <= type.Size
            : value.GetBitLength() <= type.Size - 1;
}
