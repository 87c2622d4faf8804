using Nethereum.ABI.EIP712;
using Nethereum.JsonRpc.Client;
using Nethereum.Util;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;
using RetoRewards.Nethereum.Nodes;
using RetoRewards.Nethereum.Signing;
using RetoRewards.Nethereum.Wallets;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>What the suite runs on in this build: the adapter over Nethereum.</summary>
internal static class ClientUnderTest
{
    static ClientUnderTest()
    {
        ClientBase.ConnectionTimeout = TimeSpan.FromMinutes(5);
    }

    /// <summary>Whether the same digest signed twice gives the same bytes.</summary>
    public static bool IsDeterministic => true;

    public static IEthereumNode Node(HttpMessageHandler handler, HttpNodeOptions options, TimeProvider clock) =>
        NethereumNode.OverHttp(handler, options, clock);

    public static ISigner Signer(ReadOnlySpan<byte> secret)
    {
        using SecretKey key = new(secret);
        return new NethereumSigner(key);
    }

    public static IWalletDerivation WalletsOfMnemonic(string phrase, string passphrase) => NethereumWallets.FromMnemonic(phrase, passphrase);

    public static IWalletDerivation WalletsOfPublicKey(string text) => NethereumWallets.FromPublicKey(text);

    public static Hash32 TypedDataHash(string json) =>
        new(Sha3Keccack.Current.CalculateHash(Eip712TypedDataEncoder.Current.EncodeTypedData(json)));
}
