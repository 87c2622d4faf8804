using RetoRewards.Ethereum.Curve;

namespace RetoRewards.Ethereum.Wallets;

/// <summary>A node of a tree of wallets of which only the public key is known (BIP-32): it derives addresses and cannot sign.</summary>
/// <remarks>Keep it from those who hold a child's secret key: the two together reveal the parent's.</remarks>
public sealed class ExtendedPublicKey : IWalletDerivation
{
    private readonly ISecp256k1 _curve;
    private readonly ExtendedKeyForm _form;
    private readonly byte[] _publicKey;

    internal ExtendedPublicKey(ISecp256k1 curve, ExtendedKeyForm form, byte[] publicKey)
    {
        _curve = curve;
        _form = form;
        _publicKey = publicKey;
    }

    /// <summary>How many steps it is from the root, 0 to 255.</summary>
    public int Depth => _form.Depth;

    /// <summary>Its public key: 64 bytes, x and y.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    /// <summary>Its own address.</summary>
    public Address Address => Address.FromPublicKey(_publicKey);

    /// <summary>Reads the written form.</summary>
    /// <param name="text">The text that starts with <c>xpub</c>.</param>
    /// <returns>The key.</returns>
    /// <exception cref="WalletDerivationException">It is mistyped, of another kind, or no point of the curve.</exception>
    public static ExtendedPublicKey Parse(string text) => Parse(text, Secp256k1.Default);

    /// <summary>The key at a path below this one.</summary>
    /// <param name="path">Plain steps only.</param>
    /// <returns>The key.</returns>
    /// <exception cref="WalletDerivationException">A hardened step, or one that has no child.</exception>
    public ExtendedPublicKey Derive(DerivationPath path) => path.Steps.Aggregate(this, (node, index) => node.Child(index));

    /// <inheritdoc/>
    public Address AddressAt(DerivationPath path) => Derive(path).Address;

    /// <summary>The written form, which starts with <c>xpub</c>. It shows every address below it: no secret, yet private.</summary>
    /// <returns>111 characters.</returns>
    public string Write() => _form.Write(ExtendedKeyForm.PublicVersion, Secp256k1.Compress(_publicKey));

    /// <summary>Its own address only, so that a log does not show all those below.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => $"extended public key of {Address}";

    internal static ExtendedPublicKey Parse(string text, ISecp256k1 curve)
    {
        ExtendedKeyForm form = ExtendedKeyForm.Read(text, ExtendedKeyForm.PublicVersion, out byte[] key);
        byte[] publicKey = new byte[Secp256k1.PublicLength];
        return curve.TryExpand(key, publicKey)
            ? new ExtendedPublicKey(curve, form, publicKey)
            : throw new WalletDerivationException("The extended public key is no point of the curve.");
    }

    private ExtendedPublicKey Child(uint index)
    {
        if (index >= DerivationPath.Hardened)
        {
            throw new WalletDerivationException("A hardened step needs the private key.");
        }

        byte[] compressed = Secp256k1.Compress(_publicKey);
        Span<byte> step = stackalloc byte[64];
        _form.HashStep(compressed, index, step);
        byte[] child = new byte[Secp256k1.PublicLength];
        return _curve.TryAddToPublic(_publicKey, step[..32], child)
            ? new ExtendedPublicKey(_curve, _form.Child(compressed, index, step[32..]), child)
            : throw ExtendedKeyForm.NoChild(index);
    }
}
