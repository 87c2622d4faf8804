namespace RetoRewards.Ethereum.Signing;

/// <summary>Signs with keys in this process's memory.</summary>
public sealed class LocalSigner : ISigner, IDisposable
{
    private readonly Dictionary<Address, SecretKey> _keys;

    /// <summary>Takes the keys over and disposes them with itself.</summary>
    /// <param name="keys">The keys; the same one twice counts once.</param>
    public LocalSigner(params IEnumerable<SecretKey> keys)
    {
        _keys = [];
        foreach (SecretKey key in keys)
        {
            if (!_keys.TryAdd(key.Address, key) && !ReferenceEquals(_keys[key.Address], key))
            {
                key.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<Address> Accounts => _keys.Keys;

    /// <inheritdoc/>
    public Task<Signature> SignAsync(Address account, Hash32 digest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _keys.TryGetValue(account, out SecretKey? key)
            ? Task.FromResult(key.Sign(digest))
            : throw new UnknownAccountException(account);
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        foreach (SecretKey key in _keys.Values)
        {
            key.Dispose();
        }
    }

    /// <summary>The accounts, never the keys.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => $"signer of {string.Join(", ", _keys.Keys)}";
}
