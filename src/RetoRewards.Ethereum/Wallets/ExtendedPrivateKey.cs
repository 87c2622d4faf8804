using System.Security.Cryptography;
using System.Text;
using RetoRewards.Ethereum.Curve;
using RetoRewards.Ethereum.Signing;

namespace RetoRewards.Ethereum.Wallets;

/// <summary>A node of a tree of wallets with its secret key (BIP-32). Zeroed when disposed; it never writes itself.</summary>
public sealed class ExtendedPrivateKey : IWalletDerivation, IDisposable
{
    private const int MinSeedLength = 16;
    private const int MaxSeedLength = 64;

    private readonly ExtendedKeyForm _form;
    private readonly SecretKey _key;

    private ExtendedPrivateKey(ExtendedKeyForm form, SecretKey key)
    {
        _form = form;
        _key = key;
    }

    /// <summary>Its own address.</summary>
    public Address Address => _key.Address;

    /// <summary>The root that grows from a seed.</summary>
    /// <param name="seed">16 to 64 random bytes; the caller zeroes them.</param>
    /// <returns>The root; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">Too few or too many bytes.</exception>
    /// <exception cref="WalletDerivationException">The seed has no root, which happens once in 2^127: take another.</exception>
    public static ExtendedPrivateKey FromSeed(ReadOnlySpan<byte> seed) => FromSeed(seed, Secp256k1.Default);

    /// <summary>Reads the written form.</summary>
    /// <param name="text">The text that starts with <c>xprv</c>.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="WalletDerivationException">It is mistyped, of another kind, or no secret key.</exception>
    public static ExtendedPrivateKey Parse(string text) => Parse(text, Secp256k1.Default);

    /// <summary>The key at a path below this one.</summary>
    /// <param name="path">Plain and hardened steps.</param>
    /// <returns>The key; the caller disposes it and this one.</returns>
    /// <exception cref="WalletDerivationException">A step that has no child.</exception>
    public ExtendedPrivateKey Derive(DerivationPath path)
    {
        ExtendedPrivateKey node = Copy();
        foreach (uint index in path.Steps)
        {
            using ExtendedPrivateKey parent = node;
            node = parent.Child(index);
        }

        return node;
    }

    /// <inheritdoc/>
    public Address AddressAt(DerivationPath path)
    {
        using ExtendedPrivateKey node = Derive(path);
        return node.Address;
    }

    /// <summary>A copy of this node's secret key, for a signer.</summary>
    /// <returns>The key; the caller disposes it.</returns>
    public SecretKey ToSecretKey() => new(_key.Reveal(), _key.Curve);

    /// <summary>This node without its secret key: what a process may hold that derives addresses and must not sign.</summary>
    /// <returns>The public half.</returns>
    public ExtendedPublicKey ToPublic() => new(_key.Curve, _form with { ChainCode = [.. _form.ChainCode] }, _key.PublicKey.ToArray());

    /// <summary>Zeroes the secret key.</summary>
    public void Dispose()
    {
        _key.Dispose();
        CryptographicOperations.ZeroMemory(_form.ChainCode);
    }

    /// <summary>Its own address, never the key.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => $"extended private key of {Address}";

    internal static ExtendedPrivateKey FromSeed(ReadOnlySpan<byte> seed, ISecp256k1 curve)
    {
        if (seed.Length is < MinSeedLength or > MaxSeedLength)
        {
            throw new ArgumentException($"A seed has {MinSeedLength} to {MaxSeedLength} bytes.", nameof(seed));
        }

        Span<byte> hash = stackalloc byte[64];
        _ = HMACSHA512.HashData(Encoding.ASCII.GetBytes("Bitcoin seed"), seed, hash);
        try
        {
            return curve.IsSecret(hash[..32])
                ? new ExtendedPrivateKey(new ExtendedKeyForm(0, 0, 0, hash[32..].ToArray()), new SecretKey(hash[..32], curve))
                : throw new WalletDerivationException("This seed has no root: take another. This happens once in 2^127.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(hash);
        }
    }

    internal static ExtendedPrivateKey Parse(string text, ISecp256k1 curve)
    {
        ExtendedKeyForm form = ExtendedKeyForm.Read(text, ExtendedKeyForm.PrivateVersion, out byte[] key);
        try
        {
            return key[0] == 0 && curve.IsSecret(key.AsSpan(1))
                ? new ExtendedPrivateKey(form, new SecretKey(key.AsSpan(1), curve))
                : throw new WalletDerivationException("The extended private key holds no secret key.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The written form, which starts with <c>xprv</c>: the key to everything below; for keystores and tests.</summary>
    internal string Write() => _form.Write(ExtendedKeyForm.PrivateVersion, _key.Reveal());

    private ExtendedPrivateKey Copy() => new(_form with { ChainCode = [.. _form.ChainCode] }, ToSecretKey());

    private ExtendedPrivateKey Child(uint index)
    {
        byte[] compressed = Secp256k1.Compress(_key.PublicKey.Span);
        Span<byte> step = stackalloc byte[64];
        Span<byte> child = stackalloc byte[SecretKey.Length];
        try
        {
            _form.HashStep(index >= DerivationPath.Hardened ? _key.Reveal() : compressed, index, step);
            return _key.Curve.TryAddToSecret(_key.Reveal(), step[..32], child)
                ? new ExtendedPrivateKey(_form.Child(compressed, index, step[32..]), new SecretKey(child, _key.Curve))
                : throw ExtendedKeyForm.NoChild(index);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(step);
            CryptographicOperations.ZeroMemory(child);
        }
    }
}
