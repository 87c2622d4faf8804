using RetoRewards.Ethereum.Curve;

namespace RetoRewards.Ethereum.Signing;

/// <summary>An ECDSA signature on secp256k1 with the parity that makes its public key recoverable.</summary>
/// <param name="R">The x coordinate of the nonce point, modulo the order.</param>
/// <param name="S">The proof; Ethereum takes only the lower half of the order (EIP-2).</param>
/// <param name="YParity">0 or 1: whether the nonce point's y is odd.</param>
public readonly record struct Signature(Hash32 R, Hash32 S, byte YParity)
{
    /// <summary>The number of bytes of the form r, s, v: 65.</summary>
    public const int Length = 65;

    private const byte VOffset = 27;

    /// <summary>Reads the form r, s, v.</summary>
    /// <param name="bytes">65 bytes; v is 27 or 28, or 0 or 1.</param>
    /// <returns>The signature; that it is a valid one is not checked here.</returns>
    /// <exception cref="FormatException">Another length or another v.</exception>
    public static Signature FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length || bytes[64] is not (0 or 1 or VOffset or VOffset + 1))
        {
            throw new FormatException("A signature is 65 bytes: r, s and v, where v is 27 or 28, or 0 or 1.");
        }

        return new Signature(new Hash32(bytes[..32]), new Hash32(bytes[32..64]), (byte)(bytes[64] % VOffset));
    }

    /// <summary>Finds the account whose key signed a digest.</summary>
    /// <param name="digest">The 32 bytes signed.</param>
    /// <param name="account">The account, or zero when there is none.</param>
    /// <returns>False when r or s is out of range, s is in the upper half of the order (a second form of the same signature), or no key fits.</returns>
    public bool TryRecover(Hash32 digest, out Address account)
    {
        account = default;
        Span<byte> publicKey = stackalloc byte[Secp256k1.PublicLength];
        if (!Secp256k1.IsCanonical(this) || !Secp256k1.Default.TryRecover(digest, this, publicKey))
        {
            return false;
        }

        account = Address.FromPublicKey(publicKey);
        return true;
    }

    /// <summary>Writes the form r, s, v with v 27 or 28, as contracts and wallets take it.</summary>
    /// <returns>65 bytes.</returns>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        R.CopyTo(bytes);
        S.CopyTo(bytes.AsSpan(32));
        bytes[64] = (byte)(YParity + VOffset);
        return bytes;
    }

    /// <summary>The form r, s, v in hexadecimal.</summary>
    /// <returns>132 characters.</returns>
    public override string ToString() => Hex.Encode(ToArray());
}
