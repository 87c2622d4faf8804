using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Ethereum.Tests.Wallets;

public sealed class MnemonicTests
{
    [Fact]
    public void The_word_list_is_that_of_the_standard()
    {
        // SHA-256 of english.txt in bitcoin/bips, bip-0039.
        string all = string.Concat(Enumerable.Range(0, EnglishWords.Count).Select(position => EnglishWords.At(position) + "\n"));

        Assert.Equal("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda", Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(all))));
    }

    [Fact]
    public void The_vectors_of_the_standard_hold_in_both_directions()
    {
        foreach (JsonElement row in Vectors.Load("bip39"))
        {
            Mnemonic mnemonic = Mnemonic.FromEntropy(row.Bytes("entropy"));

            Assert.Equal(row.Text("phrase"), mnemonic.RevealPhrase());
            Assert.Equal(row.Text("phrase"), Mnemonic.Parse("  " + row.Text("phrase").Replace(" ", " \t", StringComparison.Ordinal)).RevealPhrase());
            Assert.Equal(row.Text("seed"), Hex.Encode(mnemonic.ToSeed("TREZOR")));
        }
    }

    [Theory]
    [InlineData("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon", "checksum")]
    [InlineData("legal winner thank year wave sausage worth useful legal thank winner yellow", "checksum")]
    [InlineData("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon", "not 11")]
    [InlineData("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon secret", null)]
    [InlineData("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abowt", "Word 12")]
    [InlineData("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon About", "Word 12")]
    [InlineData("", "not 0")]
    public void A_wrong_count_word_or_checksum_is_refused_without_showing_a_word(string phrase, string? says)
    {
        FormatException refused = Assert.Throws<FormatException>(() => Mnemonic.Parse(phrase));

        Assert.DoesNotContain("abowt", refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(says ?? "mnemonic", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_mnemonic_has_24_words_reads_back_and_hides_itself()
    {
        Mnemonic first = Mnemonic.Generate();
        Mnemonic second = Mnemonic.Generate();

        Assert.Equal(24, first.RevealPhrase().Split(' ').Length);
        Assert.Equal(first.RevealPhrase(), Mnemonic.Parse(first.RevealPhrase()).RevealPhrase());
        Assert.NotEqual(first.RevealPhrase(), second.RevealPhrase());
        Assert.Equal("mnemonic (redacted)", first.ToString());
    }

    [Fact]
    public void A_passphrase_that_is_not_Ascii_is_refused_since_it_cannot_be_normalized_here() =>
        Assert.Throws<ArgumentException>(() => Mnemonic.Generate().ToRoot("caf\u00e9"));
}
