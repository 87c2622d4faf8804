using RetoRewards.Ethereum.Curve;
using RetoRewards.Ethereum.Messages;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>What the suite runs on in this build: our own client.</summary>
internal static class ClientUnderTest
{
    /// <summary>Whether the same digest signed twice gives the same bytes.</summary>
    public static bool IsDeterministic => Secp256k1.Default is NativeSecp256k1;

    public static IEthereumNode Node(HttpMessageHandler handler, HttpNodeOptions options, TimeProvider clock) =>
        new HttpEthereumNode(new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan }, options, clock);

    public static ISigner Signer(ReadOnlySpan<byte> secret) => new LocalSigner(new SecretKey(secret));

    public static IWalletDerivation WalletsOfMnemonic(string phrase, string passphrase) => Mnemonic.Parse(phrase).ToRoot(passphrase);

    public static IWalletDerivation WalletsOfPublicKey(string text) => ExtendedPublicKey.Parse(text);

    public static Hash32 TypedDataHash(string json) => TypedData.Parse(json).Hash();
}
