using RetoRewards.Ethereum.Keystores;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Chain.Client;

/// <summary>The one place that chooses what implements node, signer and wallets. This build has our own client (docs/nethereum.md).</summary>
internal static class EthereumClient
{
    /// <summary>A node over HTTP.</summary>
    /// <param name="handler">Sends the requests and stays the caller's; it follows no redirects.</param>
    public static IEthereumNode Node(HttpMessageHandler handler, HttpNodeOptions options, TimeProvider clock) =>
        new HttpEthereumNode(
            new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan }, options, clock);

    /// <summary>The operator's signer where its key lies in a keystore. A vault is chosen here.</summary>
    /// <exception cref="KeystoreException">The keystore cannot be opened, or others may read its file.</exception>
    public static ISigner OperatorSigner(string keystore, Passphrase passphrase) => KeystoreSigner.Open([keystore], passphrase);

    /// <summary>A signer with a key at hand, of a development mnemonic; it takes the key over.</summary>
    public static ISigner Signer(SecretKey key) => new LocalSigner(key);

    /// <summary>The wallets below an extended public key.</summary>
    public static IWalletDerivation Wallets(ExtendedPublicKey tree) => tree;
}
