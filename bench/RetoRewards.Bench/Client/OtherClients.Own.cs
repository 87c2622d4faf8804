using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Bench.Client;

/// <summary>What our own client is compared with: nothing in this build. Give -p:Ethereum=Nethereum (docs/nethereum.md).</summary>
internal static class OtherClients
{
    public static IReadOnlyList<ClientUnderBench> Of(SecretKey key, ExtendedPublicKey tree)
    {
        _ = (key, tree);
        return [];
    }
}
