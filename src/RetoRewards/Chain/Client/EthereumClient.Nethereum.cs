using Nethereum.JsonRpc.Client;
using RetoRewards.Ethereum.Keystores;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;
using RetoRewards.Nethereum.Nodes;
using RetoRewards.Nethereum.Signing;
using RetoRewards.Nethereum.Wallets;

namespace RetoRewards.Chain.Client;

/// <summary>The one place that chooses what implements node, signer and wallets. This build has Nethereum (docs/nethereum.md).</summary>
internal static class EthereumClient
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);
    private static readonly Lock Raising = new();

    /// <summary>A node over HTTP.</summary>
    /// <param name="handler">Sends the requests and stays the caller's; it follows no redirects. Middleware of one's own goes here.</param>
    public static IEthereumNode Node(HttpMessageHandler handler, HttpNodeOptions options, TimeProvider clock)
    {
        // Nethereum's only timeout is one for the whole process, which this is; each call's deadline is the node's own and shorter.
        lock (Raising)
        {
            TimeSpan needed = options.Deadline + Slack;
            ClientBase.ConnectionTimeout = ClientBase.ConnectionTimeout > needed ? ClientBase.ConnectionTimeout : needed;
        }

        return NethereumNode.OverHttp(handler, options, clock);
    }

    /// <summary>
    /// The operator's signer where its key lies in a keystore. A vault is chosen here: <see cref="NethereumAccounts.SignerOfAsync"/> takes
    /// Nethereum's accounts, and the setting may then name the vault's key instead of a file.
    /// </summary>
    /// <exception cref="KeystoreException">The keystore cannot be opened, or others may read its file.</exception>
    public static ISigner OperatorSigner(string keystore, Passphrase passphrase)
    {
        using SecretKey key = Keystore.ReadKey(keystore, passphrase);
        return new NethereumSigner(key);
    }

    /// <summary>A signer with a key at hand, of a development mnemonic; it takes the key over.</summary>
    public static ISigner Signer(SecretKey key)
    {
        using (key)
        {
            return new NethereumSigner(key);
        }
    }

    /// <summary>The wallets below an extended public key.</summary>
    public static IWalletDerivation Wallets(ExtendedPublicKey tree) => NethereumWallets.FromPublicKey(tree.Write());
}
