using System.Text.Json;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>What every implementation of <see cref="IWalletDerivation"/> does.</summary>
public sealed class WalletConformanceTests
{
    private const string HardhatPhrase = "test test test test test test test test test test test junk";

    [Fact]
    public void Published_mnemonics_lead_to_the_published_accounts()
    {
        foreach (JsonElement row in Vectors.Load("mnemonics"))
        {
            IWalletDerivation wallets = ClientUnderTest.WalletsOfMnemonic(row.Text("phrase"), row.Text("passphrase"));
            foreach (JsonElement node in row.GetProperty("nodes").EnumerateArray())
            {
                using SecretKey key = new(node.Bytes("privateKey"));
                Assert.Equal((node.Text("path"), key.Address), (node.Text("path"), wallets.AddressAt(DerivationPath.Parse(node.Text("path")))));
            }
        }
    }

    [Fact]
    public void The_extended_public_keys_of_Bip_32_lead_to_the_accounts_of_their_private_halves()
    {
        foreach (JsonElement row in Vectors.Load("bip32"))
        {
            using ExtendedPrivateKey half = ExtendedPrivateKey.Parse(row.Text("xprv"));
            IWalletDerivation wallets = ClientUnderTest.WalletsOfPublicKey(row.Text("xpub"));

            Assert.Equal(half.Address, wallets.AddressAt(DerivationPath.Here));
            Assert.Equal(half.AddressAt(new DerivationPath(0, 2_147_483_647)), wallets.AddressAt(new DerivationPath(0, 2_147_483_647)));
        }
    }

    [Fact]
    public void A_participants_two_levels_lead_to_the_same_wallet_with_and_without_the_keys()
    {
        using ExtendedPrivateKey root = Mnemonic.Parse(HardhatPhrase).ToRoot("");
        using ExtendedPrivateKey account = root.Derive(DerivationPath.Parse("m/44'/60'/0'"));
        IWalletDerivation secret = ClientUnderTest.WalletsOfMnemonic(HardhatPhrase, "");
        IWalletDerivation watching = ClientUnderTest.WalletsOfPublicKey(account.ToPublic().Write());
        DerivationPath deep = new(2_147_483_647, 1_234_567_890);

        // Hardhat prints these accounts when its node starts.
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", secret.AddressAt(DerivationPath.Account(0)).ToString());
        Assert.Equal("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", watching.AddressAt(new DerivationPath(0, 1)).ToString());
        Assert.Equal(secret.AddressAt(DerivationPath.Parse("m/44'/60'/0'").Then(deep)), watching.AddressAt(deep));
        Assert.Equal(account.AddressAt(deep), watching.AddressAt(deep));
    }

    [Fact]
    public void A_hardened_step_and_a_path_too_deep_are_refused_where_only_the_public_key_is_known()
    {
        IWalletDerivation watching = ClientUnderTest.WalletsOfPublicKey(Vectors.Load("bip32")[0].Text("xpub"));

        Assert.Throws<WalletDerivationException>(() => watching.AddressAt(new DerivationPath(DerivationPath.Hardened)));
        Assert.Throws<WalletDerivationException>(
            () => ClientUnderTest.WalletsOfPublicKey(Vectors.Load("bip32")[1].Text("xpub")).AddressAt(new DerivationPath(new uint[255])));
    }

    [Fact]
    public void A_malformed_key_is_refused_and_so_is_a_private_one_in_the_place_of_a_public_one()
    {
        foreach (JsonElement row in Vectors.Load("bip32-invalid"))
        {
            Assert.Throws<WalletDerivationException>(() => ClientUnderTest.WalletsOfPublicKey(row.Text("key")));
        }

        Assert.Throws<WalletDerivationException>(() => ClientUnderTest.WalletsOfPublicKey(Vectors.Load("bip32")[0].Text("xprv")));
        Assert.Throws<WalletDerivationException>(() => ClientUnderTest.WalletsOfPublicKey(""));
    }

    [Theory]
    [InlineData("test test test test test test test test test test test test")]
    [InlineData("test test test junk")]
    [InlineData("test test test test test test test test test test test reto")]
    public void Words_that_are_no_mnemonic_are_refused(string phrase)
    {
        Exception thrown = Assert.ThrowsAny<Exception>(() => ClientUnderTest.WalletsOfMnemonic(phrase, ""));

        Assert.True(thrown is WalletDerivationException or FormatException, thrown.ToString());
        Assert.DoesNotContain("junk", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_may_be_logged_shows_the_tree()
    {
        string xpub = Vectors.Load("bip32")[0].Text("xpub");

        Assert.DoesNotContain(xpub, $"{ClientUnderTest.WalletsOfPublicKey(xpub)}", StringComparison.Ordinal);
        Assert.DoesNotContain("junk", $"{ClientUnderTest.WalletsOfMnemonic(HardhatPhrase, "")}", StringComparison.Ordinal);
    }
}
