using NBitcoin;
using Nethereum.HdWallet;
using Nethereum.Signer;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Nethereum.Wallets;

/// <summary>Derives the addresses of a tree of wallets with Nethereum.HdWallet.</summary>
public sealed class NethereumWallets : IWalletDerivation
{
    // Nethereum's path ends in a placeholder of the index; this one's own master is the root.
    private const string RootPath = "m/x";

    private readonly ExtKey? _secret;
    private readonly PublicWallet _wallet;

    private NethereumWallets(ExtKey? secret, PublicWallet wallet)
    {
        _secret = secret;
        _wallet = wallet;
    }

    /// <summary>The tree of a mnemonic, from its root.</summary>
    /// <param name="phrase">English words with a good checksum (BIP-39).</param>
    /// <param name="passphrase">The mnemonic's own passphrase; empty for none.</param>
    /// <returns>The tree; its secret stays in memory that cannot be zeroed, so prefer the public half.</returns>
    /// <exception cref="WalletDerivationException">The words are no mnemonic.</exception>
    public static NethereumWallets FromMnemonic(string phrase, string passphrase)
    {
        try
        {
            Wallet wallet = new(phrase, passphrase, RootPath);
            return wallet.IsMnemonicValidChecksum
                ? new NethereumWallets(wallet.GetMasterExtKey(), wallet.GetMasterPublicWallet())
                : throw new WalletDerivationException("The checksum of the mnemonic is wrong: a word is mistyped.");
        }
        catch (Exception exception) when (exception is FormatException or NotSupportedException or ArgumentException)
        {
            throw new WalletDerivationException("The words are no mnemonic.");
        }
    }

    /// <summary>The tree below an extended public key: addresses without the keys to them.</summary>
    /// <param name="text">The text that starts with <c>xpub</c>.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="WalletDerivationException">It is mistyped, of another kind, or no point of the curve.</exception>
    public static NethereumWallets FromPublicKey(string text)
    {
        try
        {
            return new NethereumWallets(null, new PublicWallet(ExtPubKey.Parse(text, Network.Main)));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new WalletDerivationException("The extended public key is mistyped, of another kind, or no point of the curve.");
        }
    }

    /// <inheritdoc/>
    public Address AddressAt(DerivationPath path)
    {
        if (_wallet.ExtPubKey.Depth + path.Steps.Count > DerivationPath.MaxSteps)
        {
            throw new WalletDerivationException("The path is too deep: 255 steps at most.");
        }

        if (path.Steps.Any(step => step >= DerivationPath.Hardened))
        {
            ExtKey node = _secret ?? throw new WalletDerivationException("A hardened step needs the private key.");
            return AddressOf(path.Steps.Aggregate(node, (parent, index) => parent.Derive(index)).Neuter());
        }

        PublicWallet wallet = path.Steps.Aggregate(_wallet, (parent, index) => parent.GetChildPublicWallet((int)index));
        return AddressOf(wallet.ExtPubKey);
    }

    /// <summary>Its own address only, so that a log does not show all those below.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => $"wallets below {AddressOf(_wallet.ExtPubKey)}";

    private static Address AddressOf(ExtPubKey key) => Address.Parse(new EthECKey(key.PubKey.ToBytes(), false).GetPublicAddress());
}
