using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Chain.Local;

/// <summary>The accounts that every Hardhat chain gives 10,000 ETH each, from a mnemonic that is public.</summary>
internal sealed class LocalAccounts : IDisposable
{
    /// <summary>The chain id of a Hardhat node.</summary>
    public const long ChainId = 31337;

    /// <summary>The public development mnemonic. Whatever it holds on any other chain is anybody's.</summary>
    public const string Mnemonic = "test test test test test test test test test test test junk";

    /// <summary>Account 0 deploys and owns the contracts.</summary>
    public const int Owner = 0;

    /// <summary>Account 1 is the operator, who pays batches.</summary>
    public const int Operator = 1;

    /// <summary>Accounts from 2 on are partners.</summary>
    public const int FirstPartner = 2;

    private const int Count = 20;

    private readonly LocalSigner signer;
    private readonly Address[] addresses;

    public LocalAccounts()
    {
        using ExtendedPrivateKey root = Ethereum.Wallets.Mnemonic.Parse(Mnemonic).ToRoot("");
        SecretKey[] keys = new SecretKey[Count];
        for (uint index = 0; index < Count; index++)
        {
            using ExtendedPrivateKey account = root.Derive(DerivationPath.Account(index));
            keys[index] = account.ToSecretKey();
        }

        addresses = [.. keys.Select(key => key.Address)];
        signer = new LocalSigner(keys);
    }

    /// <summary>The address of an account, from 0 to 19.</summary>
    public Address AddressOf(int index) => addresses[index];

    /// <summary>The account with its key, on the chain that the node serves.</summary>
    public LocalAccount At(IEthereumNode node, int index) => new(node, signer, addresses[index], ChainId);

    public void Dispose() => signer.Dispose();
}
