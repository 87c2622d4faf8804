using System.Text.Json;
using RetoRewards.Ethereum.Curve;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Tests.Curve;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Ethereum.Tests.Wallets;

public sealed class ExtendedKeyTests
{
    private const string HardhatPhrase = "test test test test test test test test test test test junk";

    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public void The_vectors_of_Bip_32_hold(string name)
    {
        ISecp256k1 curve = Curves.Named(name);
        foreach (JsonElement row in Vectors.Load("bip32"))
        {
            DerivationPath path = DerivationPath.Parse(row.Text("path"));
            using ExtendedPrivateKey root = ExtendedPrivateKey.FromSeed(row.Bytes("seed"), curve);
            using ExtendedPrivateKey node = root.Derive(path);

            Assert.Equal(row.Text("xprv"), node.Write());
            Assert.Equal(row.Text("xpub"), node.ToPublic().Write());
            using ExtendedPrivateKey read = ExtendedPrivateKey.Parse(row.Text("xprv"), curve);
            Assert.Equal(row.Text("xprv"), read.Write());
            Assert.Equal(row.Text("xpub"), ExtendedPublicKey.Parse(row.Text("xpub"), curve).Write());
            if (path.Steps.Count > 0 && path.Steps[^1] < DerivationPath.Hardened)
            {
                using ExtendedPrivateKey parent = root.Derive(new DerivationPath([.. path.Steps.SkipLast(1)]));
                Assert.Equal(row.Text("xpub"), parent.ToPublic().Derive(new DerivationPath(path.Steps[^1])).Write());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public void The_malformed_keys_of_Bip_32_are_refused_whichever_way_they_are_read(string name)
    {
        ISecp256k1 curve = Curves.Named(name);
        foreach (JsonElement row in Vectors.Load("bip32-invalid"))
        {
            Assert.Throws<WalletDerivationException>(() => ExtendedPrivateKey.Parse(row.Text("key"), curve));
            Assert.Throws<WalletDerivationException>(() => ExtendedPublicKey.Parse(row.Text("key"), curve));
        }
    }

    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public void Published_mnemonics_lead_to_the_published_keys(string name)
    {
        foreach (JsonElement row in Vectors.Load("mnemonics"))
        {
            Mnemonic mnemonic = Mnemonic.Parse(row.Text("phrase"));
            byte[] seed = mnemonic.ToSeed(row.Text("passphrase"));

            Assert.Equal(row.Text("phrase"), Mnemonic.FromEntropy(row.Bytes("entropy")).RevealPhrase());
            Assert.Equal(row.Text("seed"), Hex.Encode(seed));
            using ExtendedPrivateKey root = ExtendedPrivateKey.FromSeed(seed, Curves.Named(name));
            foreach (JsonElement expected in row.GetProperty("nodes").EnumerateArray())
            {
                using ExtendedPrivateKey node = root.Derive(DerivationPath.Parse(expected.Text("path")));
                using SecretKey key = node.ToSecretKey();
                Assert.Equal((expected.Text("path"), expected.Text("privateKey")), (expected.Text("path"), Hex.Encode(key.Reveal())));
                Assert.Equal(expected.Text("publicKey"), Hex.Encode(Secp256k1.Compress(node.ToPublic().PublicKey.Span)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public void Addresses_follow_from_the_extended_public_key_alone(string name)
    {
        using ExtendedPrivateKey root = ExtendedPrivateKey.FromSeed(Mnemonic.Parse(HardhatPhrase).ToSeed(""), Curves.Named(name));
        using ExtendedPrivateKey account = root.Derive(DerivationPath.Parse("m/44'/60'/0'"));
        ExtendedPublicKey watching = ExtendedPublicKey.Parse(account.ToPublic().Write(), Curves.Named(name));

        // Hardhat prints these accounts when its node starts.
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", root.AddressAt(DerivationPath.Account(0)).ToString());
        Assert.Equal("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", root.AddressAt(DerivationPath.Account(1)).ToString());
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", watching.AddressAt(new DerivationPath(0, 0)).ToString());

        // Two 31-bit levels, as a participant's id gives them.
        DerivationPath deep = new(2_147_483_647, 1_234_567_890);
        Assert.Equal(account.AddressAt(deep), watching.AddressAt(deep));
        Assert.Throws<WalletDerivationException>(() => watching.AddressAt(new DerivationPath(DerivationPath.Hardened)));
    }

    [Fact]
    public void A_public_half_outlives_the_private_one_and_neither_shows_itself()
    {
        ExtendedPrivateKey root = Mnemonic.Parse(HardhatPhrase).ToRoot("");
        ExtendedPublicKey half = root.ToPublic();
        string written = half.Write();
        Address below = root.AddressAt(new DerivationPath(7));
        string secret = root.Write();

        root.Dispose();

        Assert.Equal(written, half.Write());
        Assert.Equal(below, half.AddressAt(new DerivationPath(7)));
        Assert.DoesNotContain("xprv", root.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("xpub", half.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("xprv", secret, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => root.ToSecretKey());
    }

    [Theory]
    [InlineData("m", "m")]
    [InlineData("", "m")]
    [InlineData("m/44'/60h/0H/0/5", "m/44'/60'/0'/0/5")]
    [InlineData("3/2147483647", "m/3/2147483647")]
    public void A_path_is_read_and_written(string text, string written)
    {
        Assert.Equal(written, DerivationPath.Parse(text).ToString());
        Assert.Equal(DerivationPath.Parse(text), DerivationPath.Parse(written));
    }

    [Theory]
    [InlineData("m/")]
    [InlineData("m/x")]
    [InlineData("m/2147483648")]
    [InlineData("m/-1")]
    [InlineData("m/ 1")]
    [InlineData("/1")]
    [InlineData("m//1")]
    public void A_malformed_path_is_refused(string text) => Assert.Throws<FormatException>(() => DerivationPath.Parse(text));

    [Fact]
    public void A_path_deeper_than_the_standard_allows_is_refused()
    {
        using ExtendedPrivateKey root = Mnemonic.Parse(HardhatPhrase).ToRoot("");
        ExtendedPublicKey deepest = root.ToPublic().Derive(new DerivationPath(new uint[255]));

        Assert.Equal(255, deepest.Depth);
        Assert.Throws<WalletDerivationException>(() => deepest.AddressAt(new DerivationPath(0)));
        Assert.Throws<ArgumentException>(() => new DerivationPath(new uint[256]));
    }
}
