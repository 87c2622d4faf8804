using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Nethereum.Signer;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Signing;
using Signature = RetoRewards.Ethereum.Signing.Signature;

namespace RetoRewards.Nethereum.Signing;

/// <summary>Signs with an external signer of Nethereum's: a key vault or another device that holds the key and signs hashes.</summary>
/// <remarks>
/// The external signer takes no cancellation and has no deadline; both are supplied here, and an answer that comes later is dropped.
/// Nothing it says is believed: r and s are put into Ethereum's form, and the signature must recover to the account.
/// </remarks>
public sealed class VaultSigner : ISigner
{
    private static readonly BigInteger Order =
        BigInteger.Parse("00fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private readonly Address _account;
    private readonly IEthExternalSigner _vault;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _clock;

    private VaultSigner(Address account, IEthExternalSigner vault, TimeSpan deadline, TimeProvider clock)
    {
        _account = account;
        _vault = vault;
        _deadline = deadline;
        _clock = clock;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<Address> Accounts => [_account];

    /// <summary>Asks the external signer for its account.</summary>
    /// <param name="vault">Such as the ones for AWS KMS and Azure Key Vault.</param>
    /// <param name="deadline">How long one answer may take; over zero.</param>
    /// <param name="clock">Measures the deadline.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The signer.</returns>
    /// <exception cref="ArgumentException">It signs only whole transactions that it reads itself, as hardware wallets do, and no hashes.</exception>
    /// <exception cref="TimeoutException">It did not answer within the deadline.</exception>
    public static async Task<VaultSigner> OpenAsync(
        IEthExternalSigner vault, TimeSpan deadline, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deadline, TimeSpan.Zero);
        if (vault.ExternalSignerTransactionFormat != ExternalSignerTransactionFormat.Hash)
        {
            throw new ArgumentException("This external signer signs no hashes, only transactions that it reads itself.", nameof(vault));
        }

        string account = await vault.GetAddressAsync().WaitAsync(deadline, clock, cancellationToken);
        return new VaultSigner(Address.Parse(account), vault, deadline, clock);
    }

    /// <inheritdoc/>
    /// <exception cref="TimeoutException">It did not answer within the deadline; it may have signed all the same.</exception>
    /// <exception cref="CryptographicException">What it answered is no signature of the account over the digest.</exception>
    public async Task<Signature> SignAsync(Address account, Hash32 digest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (account != _account)
        {
            throw new UnknownAccountException(account);
        }

        EthECDSASignature answer = await _vault.SignAsync(digest.ToArray()).WaitAsync(_deadline, _clock, cancellationToken);
        return Checked(answer, digest);
    }

    /// <summary>The account, never what reaches the vault.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => $"vault signer of {_account}";

    private Signature Checked(EthECDSASignature answer, Hash32 digest)
    {
        BigInteger r = new(answer.R, isUnsigned: true, isBigEndian: true);
        BigInteger s = new(answer.S, isUnsigned: true, isBigEndian: true);
        if (r < Order && s < Order)
        {
            // Ethereum takes the lower of the two forms; what the vault calls v is of no use, as each writes it in its own way.
            s = s > Order / 2 ? Order - s : s;
            for (byte parity = 0; parity <= 1; parity++)
            {
                Signature signature = new(Word(r), Word(s), parity);
                if (signature.TryRecover(digest, out Address signer) && signer == _account)
                {
                    return signature;
                }
            }
        }

        throw new CryptographicException($"The external signer answered with what is no signature of {_account}.");
    }

    private static Hash32 Word(BigInteger value)
    {
        byte[] word = new byte[Hash32.Length];
        _ = value.TryWriteBytes(word.AsSpan(Hash32.Length - value.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return new Hash32(word);
    }
}
