using System.Security.Cryptography;
using RetoRewards.Ethereum.Curve;

namespace RetoRewards.Ethereum.Signing;

/// <summary>A secret key on secp256k1, held in memory that is not moved, and zeroed when disposed. It never writes itself.</summary>
public sealed class SecretKey : IDisposable
{
    /// <summary>The number of bytes: 32.</summary>
    public const int Length = Secp256k1.SecretLength;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(Length, pinned: true);
    private readonly ICurveKey _key;
    private bool _disposed;

    /// <summary>Takes a copy of the bytes; the caller zeroes its own.</summary>
    /// <param name="bytes">32 bytes, big-endian, from 1 to the curve's order less 1.</param>
    /// <exception cref="ArgumentException">No secret key; the message does not show it.</exception>
    public SecretKey(ReadOnlySpan<byte> bytes)
        : this(bytes, Secp256k1.Default)
    {
    }

    internal SecretKey(ReadOnlySpan<byte> bytes, ISecp256k1 curve)
    {
        if (bytes.Length != Length || !curve.IsSecret(bytes))
        {
            throw new ArgumentException("These bytes are no secret key: 32 bytes from 1 to the order less 1.", nameof(bytes));
        }

        bytes.CopyTo(_bytes);
        Curve = curve;
        _key = curve.Open(_bytes);
        Address = Address.FromPublicKey(_key.PublicKey.Span);
    }

    /// <summary>The account of the key.</summary>
    public Address Address { get; }

    /// <summary>The public key: 64 bytes, x and y.</summary>
    public ReadOnlyMemory<byte> PublicKey => _key.PublicKey;

    internal ISecp256k1 Curve { get; }

    /// <summary>Signs a digest.</summary>
    /// <param name="digest">The 32 bytes to sign, already hashed.</param>
    /// <returns>A signature with s in the lower half of the order.</returns>
    /// <exception cref="ObjectDisposedException">The key was zeroed.</exception>
    public Signature Sign(Hash32 digest)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _key.Sign(digest);
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        _disposed = true;
        _key.Dispose();
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>The account, never the key.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => $"secret key of {Address}";

    internal ReadOnlySpan<byte> Reveal()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _bytes;
    }
}
