using NBitcoin.Secp256k1;
using Nethereum.Signer;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Signing;
using Signature = RetoRewards.Ethereum.Signing.Signature;

namespace RetoRewards.Nethereum.Signing;

/// <summary>Signs with keys in this process's memory, by the curve that Nethereum brings along (NBitcoin.Secp256k1).</summary>
/// <remarks>
/// Nethereum's <c>EthECKey</c> signs some eight times slower by default, and with its switch for recoverable signatures it throws for a key
/// whose first byte is zero, as it drops that byte. Here the digest is signed with all 32 bytes of the key. Nonces follow RFC 6979.
/// </remarks>
public sealed class NethereumSigner : ISigner, IDisposable
{
    private readonly Dictionary<Address, ECPrivKey> _keys = [];

    /// <summary>Copies the keys; the given ones stay the caller's.</summary>
    /// <param name="keys">The keys; the same one twice counts once.</param>
    public NethereumSigner(params IEnumerable<SecretKey> keys)
    {
        foreach (SecretKey key in keys)
        {
            _keys[key.Address] = ECPrivKey.Create(key.Reveal());
        }
    }

    /// <summary>Takes a key of Nethereum's.</summary>
    /// <param name="key">The key; it keeps a copy of its own, which nobody can zero.</param>
    public NethereumSigner(EthECKey key)
    {
        byte[] secret = new byte[SecretKey.Length];
        byte[] bytes = key.GetPrivateKeyAsBytes();
        bytes.CopyTo(secret.AsSpan(SecretKey.Length - bytes.Length));
        _keys[Address.Parse(key.GetPublicAddress())] = ECPrivKey.Create(secret);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(secret);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<Address> Accounts => _keys.Keys;

    /// <inheritdoc/>
    public Task<Signature> SignAsync(Address account, Hash32 digest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_keys.TryGetValue(account, out ECPrivKey? key))
        {
            throw new UnknownAccountException(account);
        }

        return key.TrySignRecoverable(digest.ToArray(), out SecpRecoverableECDSASignature? signed) && signed is not null
            ? Task.FromResult(Read(signed))
            : throw new System.Security.Cryptography.CryptographicException("The digest could not be signed, which has a chance of 1 in 2^256.");
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        foreach (ECPrivKey key in _keys.Values)
        {
            key.Dispose();
        }
    }

    /// <summary>The accounts, never the keys.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => $"signer of {string.Join(", ", _keys.Keys)}";

    private static Signature Read(SecpRecoverableECDSASignature signed)
    {
        signed.Deconstruct(out Scalar r, out Scalar s, out int recoveryId);
        return new Signature(new Hash32(r.ToBytes()), new Hash32(s.ToBytes()), (byte)(recoveryId & 1));
    }
}
