using System.Numerics;
using RetoRewards.Ethereum.Signing;

namespace RetoRewards.Ethereum.Curve;

/// <summary>Chooses the implementation of the curve: libsecp256k1 where it loads, else the platform's.</summary>
internal static class Secp256k1
{
    public const int SecretLength = 32;
    public const int PublicLength = 64;
    public const int CompressedLength = 33;

    private static readonly Lazy<ISecp256k1> Chosen = new(() => Loaded[0]);

    private static readonly Lazy<IReadOnlyList<ISecp256k1>> AllLoaded = new(() =>
        NativeSecp256k1.TryLoad() is { } native ? [native, new PlatformSecp256k1()] : [new PlatformSecp256k1()]);

    public static ISecp256k1 Default => Chosen.Value;

    /// <summary>Every implementation that works here, the preferred one first.</summary>
    public static IReadOnlyList<ISecp256k1> Loaded => AllLoaded.Value;

    /// <summary>Whether r is from 1 to the order less 1, and s from 1 to its lower half (EIP-2), and the parity 0 or 1.</summary>
    public static bool IsCanonical(Signature signature)
    {
        BigInteger r = Scalars.ToInteger(signature.R);
        BigInteger s = Scalars.ToInteger(signature.S);
        return signature.YParity <= 1 && r > 0 && r < CurvePoint.Order && s > 0 && s <= CurvePoint.HalfOrder;
    }

    public static byte[] Compress(ReadOnlySpan<byte> publicKey)
    {
        byte[] compressed = new byte[CompressedLength];
        compressed[0] = (byte)(2 + (publicKey[PublicLength - 1] & 1));
        publicKey[..32].CopyTo(compressed.AsSpan(1));
        return compressed;
    }
}
