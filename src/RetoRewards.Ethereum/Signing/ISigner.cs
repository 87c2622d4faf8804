namespace RetoRewards.Ethereum.Signing;

/// <summary>Signs digests with keys that it holds and never shows: in memory, in a keystore, or in a vault.</summary>
public interface ISigner
{
    /// <summary>The accounts that it can sign for.</summary>
    IReadOnlyCollection<Address> Accounts { get; }

    /// <summary>Signs a digest.</summary>
    /// <param name="account">One of <see cref="Accounts"/>.</param>
    /// <param name="digest">The 32 bytes to sign, already hashed.</param>
    /// <param name="cancellationToken">Ends the wait for a signer that is elsewhere.</param>
    /// <returns>A signature with s in the lower half of the order (EIP-2), which recovers to the account.</returns>
    /// <exception cref="UnknownAccountException">It holds no key of the account.</exception>
    Task<Signature> SignAsync(Address account, Hash32 digest, CancellationToken cancellationToken);
}
