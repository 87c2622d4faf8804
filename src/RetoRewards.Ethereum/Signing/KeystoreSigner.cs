using RetoRewards.Ethereum.Keystores;

namespace RetoRewards.Ethereum.Signing;

/// <summary>Signs with keys that were opened from encrypted keystores when it was made, and that nobody can take out again.</summary>
public sealed class KeystoreSigner : ISigner, IDisposable
{
    private readonly LocalSigner _keys;

    private KeystoreSigner(LocalSigner keys)
    {
        _keys = keys;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<Address> Accounts => _keys.Accounts;

    /// <summary>Opens keystores; all of them, or none.</summary>
    /// <param name="paths">Files with the permissions 0600 or 0400.</param>
    /// <param name="passphrase">The passphrase of all of them; stays the caller's.</param>
    /// <returns>The signer; the caller disposes it.</returns>
    /// <exception cref="KeystoreException">A file cannot be read, others may read it, it is malformed, or the passphrase is wrong.</exception>
    public static KeystoreSigner Open(IReadOnlyList<string> paths, Passphrase passphrase)
    {
        List<SecretKey> keys = [];
        bool opened = false;
        try
        {
            foreach (string path in paths)
            {
                keys.Add(Keystore.ReadKey(path, passphrase));
            }

            KeystoreSigner signer = new(new LocalSigner(keys));
            opened = true;
            return signer;
        }
        finally
        {
            foreach (SecretKey key in opened ? [] : keys)
            {
                key.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public Task<Signature> SignAsync(Address account, Hash32 digest, CancellationToken cancellationToken) =>
        _keys.SignAsync(account, digest, cancellationToken);

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => _keys.Dispose();

    /// <summary>The accounts, never the keys.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => _keys.ToString();
}
