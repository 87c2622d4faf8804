using RetoRewards.Ethereum.Signing;

namespace RetoRewards.Ethereum.Curve;

/// <summary>
/// What is needed of the curve secp256k1. Public keys are 64 bytes, x and y; secrets and tweaks are 32 bytes big-endian.
/// One suite of tests runs over every implementation that loads.
/// </summary>
internal interface ISecp256k1
{
    /// <summary>For people: which implementation this is.</summary>
    public string Name { get; }

    /// <summary>Whether the bytes are a secret key: from 1 to the order less 1.</summary>
    public bool IsSecret(ReadOnlySpan<byte> secret);

    /// <summary>Opens a secret key for signing; the array is the caller's, who keeps it until the key is disposed and zeroes it then.</summary>
    public ICurveKey Open(byte[] secret);

    /// <summary>Adds a tweak to a secret modulo the order. False when the tweak is too large or the sum is zero.</summary>
    public bool TryAddToSecret(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> tweak, Span<byte> sum);

    /// <summary>Adds the tweak's public key to a public key. False when the tweak is too large or the sum is no key.</summary>
    public bool TryAddToPublic(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> tweak, Span<byte> sum);

    /// <summary>Reads the 33 bytes of a compressed public key. False when it is not on the curve.</summary>
    public bool TryExpand(ReadOnlySpan<byte> compressed, Span<byte> publicKey);

    /// <summary>Finds the public key of a signature whose r and s are in range. False when there is none.</summary>
    public bool TryRecover(Hash32 digest, Signature signature, Span<byte> publicKey);
}
