using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RetoRewards.Ethereum;
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
    private readonly LocalSigner signer;

    /// <exception cref="ChainRefusedException">The mnemonic does not belong on this chain.</exception>
    /// <exception cref="FormatException">The words are no mnemonic.</exception>
    public ServiceKeys(IOptions<KeyOptions> keyOptions, IOptions<ChainOptions> chainOptions)
    {
        KeyOptions keys = keyOptions.Value;
        DevelopmentMnemonic.RefuseElsewhere(keys.Mnemonic, chainOptions.Value.ChainId);
        string phrase = Mnemonic.Parse(keys.Mnemonic).RevealPhrase();
        // BIP-39: the seed of a mnemonic without a passphrase.
        seed = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(phrase), "mnemonic"u8.ToArray(), SeedIterations, HashAlgorithmName.SHA512, SeedLength);

        using ExtendedPrivateKey root = ExtendedPrivateKey.FromSeed(seed);
        using ExtendedPrivateKey participants = root.Derive(DerivationPath.Parse(ParticipantsPath));
        using ExtendedPrivateKey operatorKey = root.Derive(DerivationPath.Account((uint)keys.OperatorAccount));
        Wallets = new WalletDerivation(participants.ToPublic());
        Operator = operatorKey.Address;
        signer = new LocalSigner(operatorKey.ToSecretKey());
    }

    /// <summary>The account that pays batches.</summary>
    public Address Operator { get; }

    /// <summary>Signs as <see cref="Operator"/>.</summary>
    public ISigner Signer => signer;

    /// <summary>Participants' wallets, by the public half of their tree.</summary>
    public WalletDerivation Wallets { get; }

    /// <summary>A key of 32 bytes for one purpose: HKDF-SHA256 of the master seed under the purpose's name.</summary>
    public byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, seed, 32, salt: null, info: Encoding.UTF8.GetBytes("retorewards/" + purpose));

    public void Dispose()
    {
        signer.Dispose();
        CryptographicOperations.ZeroMemory(seed);
    }

    public override string ToString() => "service keys (redacted)";
}
