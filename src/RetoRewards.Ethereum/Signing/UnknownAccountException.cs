namespace RetoRewards.Ethereum.Signing;

/// <summary>A signer was asked to sign for an account whose key it does not hold.</summary>
public sealed class UnknownAccountException : Exception
{
    /// <summary>Names the account.</summary>
    /// <param name="account">The account whose key is lacking.</param>
    public UnknownAccountException(Address account)
        : base($"This signer holds no key of {account}.")
    {
        Account = account;
    }

    /// <summary>The account whose key is lacking.</summary>
    public Address Account { get; }
}
