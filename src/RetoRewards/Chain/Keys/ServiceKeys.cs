using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RetoRewards.Chain.Client;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Keystores;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Chain.Keys;

/// <summary>The keys that the service works with, opened once at start. It never writes them.</summary>
internal sealed class ServiceKeys : IDisposable
{
    private const int SeedLength = 64;
    private const int SeedIterations = 2048;
    private const string ParticipantsPath = "m/44'/60'/0'";

    private readonly byte[] seed;
    private readonly byte[][] earlierSeeds;

    /// <exception cref="ChainRefusedException">The mnemonic does not belong on this chain.</exception>
    /// <exception cref="KeystoreException">A keystore cannot be opened, or others may read its file.</exception>
    /// <exception cref="FormatException">The words are no mnemonic.</exception>
    public ServiceKeys(IOptions<KeyOptions> keyOptions, IOptions<ChainOptions> chainOptions)
    {
        KeyOptions keys = keyOptions.Value;
        string phrase;
        if (keys.Mnemonic.Length > 0)
        {
            phrase = Mnemonic.Parse(keys.Mnemonic).RevealPhrase();
            DevelopmentMnemonic.RefuseElsewhere(phrase, chainOptions.Value.ChainId);
            seed = SeedOf(phrase);
            earlierSeeds = [.. keys.EarlierMnemonics.Select(words => SeedOf(Mnemonic.Parse(words).RevealPhrase()))];
            using ExtendedPrivateKey root = ExtendedPrivateKey.FromSeed(seed);
            using ExtendedPrivateKey account = root.Derive(DerivationPath.Account((uint)keys.OperatorAccount));
            Signer = EthereumClient.Signer(account.ToSecretKey());
        }
        else
        {
            using Passphrase passphrase = keys.PassphraseFile.Length > 0
                ? Passphrase.FromFile(keys.PassphraseFile)
                : Passphrase.FromEnvironment(KeyOptions.PassphraseVariable);
            phrase = Keystore.ReadMnemonic(keys.MasterKeystore, passphrase).RevealPhrase();
            DevelopmentMnemonic.RefuseElsewhere(phrase, chainOptions.Value.ChainId);
            seed = SeedOf(phrase);
            earlierSeeds = [.. keys.EarlierMasterKeystores.Select(path => SeedOf(Keystore.ReadMnemonic(path, passphrase).RevealPhrase()))];
            Signer = EthereumClient.OperatorSigner(keys.OperatorKeystore, passphrase);
        }

        Operator = Signer.Accounts.Single();
        using ExtendedPrivateKey master = ExtendedPrivateKey.FromSeed(seed);
        using ExtendedPrivateKey participants = master.Derive(DerivationPath.Parse(ParticipantsPath));
        Wallets = new WalletDerivation(EthereumClient.Wallets(participants.ToPublic()));
    }

    /// <summary>The account that pays batches.</summary>
    public Address Operator { get; }

    /// <summary>Signs as <see cref="Operator"/>.</summary>
    public ISigner Signer { get; }

    /// <summary>Participants' wallets, by the public half of their tree.</summary>
    public WalletDerivation Wallets { get; }

    /// <summary>A key of 32 bytes for one purpose: HKDF-SHA256 of the master seed under the purpose's name.</summary>
    public byte[] DeriveKey(string purpose) => DeriveKey(seed, purpose);

    /// <summary>The same key of each master that was in use before, the newest first.</summary>
    public byte[][] DeriveEarlierKeys(string purpose) => [.. earlierSeeds.Select(earlier => DeriveKey(earlier, purpose))];

    private static byte[] DeriveKey(byte[] seed, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, seed, 32, salt: null, info: Encoding.UTF8.GetBytes("retorewards/" + purpose));

    public void Dispose()
    {
        (Signer as IDisposable)?.Dispose();
        CryptographicOperations.ZeroMemory(seed);
        foreach (byte[] earlier in earlierSeeds)
        {
            CryptographicOperations.ZeroMemory(earlier);
        }
    }

    public override string ToString() => "service keys (redacted)";

    /// <summary>BIP-39: the seed of a mnemonic without a passphrase of its own.</summary>
    private static byte[] SeedOf(string phrase) => Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(phrase), "mnemonic"u8.ToArray(), SeedIterations, HashAlgorithmName.SHA512, SeedLength);
}
