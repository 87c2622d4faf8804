using Nethereum.Signer;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;
using RetoRewards.Nethereum.Signing;
using RetoRewards.Nethereum.Wallets;

namespace RetoRewards.Bench.Client;

/// <summary>What our own client is compared with: the adapter, and the two ways in which Nethereum itself signs.</summary>
internal static class OtherClients
{
    public static IReadOnlyList<ClientUnderBench> Of(SecretKey key, ExtendedPublicKey tree)
    {
        Address account = key.Address;
        NethereumSigner adapter = new(key);

        // The bench's own key, account 0 of the public development mnemonic, which no test of the adapter needs.
        EthECKey native = new("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
        return
        [
            new("adapter over Nethereum", digest => adapter.SignAsync(account, digest, CancellationToken.None), NethereumWallets.FromPublicKey(tree.Write())),
            new("Nethereum's EthECKey", digest => Sign(native, digest, recoverable: false), null),
            new("Nethereum's EthECKey, SignRecoverable", digest => Sign(native, digest, recoverable: true), null),
        ];
    }

    private static Task Sign(EthECKey key, Hash32 digest, bool recoverable)
    {
        EthECKey.SignRecoverable = recoverable;
        return Task.FromResult(key.SignAndCalculateYParityV(digest.ToArray()));
    }
}
