using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Chain.Keys;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Tests.Chain.Keys;

public sealed class ServiceKeysTests
{
    [Fact]
    public void Development_mnemonic_is_refused_on_any_other_chain()
    {
        ChainRefusedException refused = Assert.Throws<ChainRefusedException>(() => Open(LocalAccounts.Mnemonic, 1));

        Assert.Contains("31337", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ChainRefusedException>(() => Open("  " + LocalAccounts.Mnemonic.Replace(" ", "\n", StringComparison.Ordinal), 137));
        using ServiceKeys allowed = Open(LocalAccounts.Mnemonic, LocalAccounts.ChainId);
    }

    [Fact]
    public void Operator_is_the_second_account_of_the_development_mnemonic()
    {
        using ServiceKeys keys = Open(LocalAccounts.Mnemonic, LocalAccounts.ChainId);

        // The second of the accounts that Hardhat prints at its start.
        Assert.Equal("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", keys.Operator.ToString());
    }

    [Fact]
    public void Wallet_follows_from_the_participants_id_alone()
    {
        using ServiceKeys keys = Open(LocalAccounts.Mnemonic, LocalAccounts.ChainId);
        using ExtendedPrivateKey root = Mnemonic.Parse(LocalAccounts.Mnemonic).ToRoot("");
        ParticipantId participant = new(Guid.Parse("6f1c3f44-5a17-4c55-b2a4-9d0102030405"));

        DerivationPath path = WalletDerivation.PathOf(participant);
        WalletAddress wallet = keys.Wallets.WalletOf(participant);

        // The low 62 bits of the id, 31 and 31.
        Assert.Equal([0x65493a02u, 0x02030405u], path.Steps);
        Assert.Equal(root.AddressAt(DerivationPath.Parse("m/44'/60'/0'").Then(path)).ToArray(), wallet.ToBytes());
    }

    [Fact]
    public void An_id_among_the_services_own_accounts_has_no_wallet()
    {
        ParticipantId participant = new(Guid.Parse("6f1c3f44-5a17-4c55-8000-000000000005"));

        Assert.Throws<WalletDerivationException>(() => WalletDerivation.PathOf(participant));
    }

    [Fact]
    public void Keys_of_different_purposes_differ_and_come_back()
    {
        using ServiceKeys keys = Open(LocalAccounts.Mnemonic, LocalAccounts.ChainId);
        using ServiceKeys again = Open(LocalAccounts.Mnemonic, LocalAccounts.ChainId);

        Assert.Equal(keys.DeriveKey("fingerprints"), again.DeriveKey("fingerprints"));
        Assert.NotEqual(keys.DeriveKey("fingerprints"), keys.DeriveKey("geotags"));
    }

    private static ServiceKeys Open(string mnemonic, long chainId) => new(
        Options.Create(new KeyOptions { Mnemonic = mnemonic }), Options.Create(new ChainOptions { ChainId = chainId }));
}
