namespace RetoRewards.Ethereum.Wallets;

/// <summary>A wallet cannot be derived: the step is impossible here, or the extended key is malformed.</summary>
public sealed class WalletDerivationException : Exception
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="message">A plain sentence without key material.</param>
    public WalletDerivationException(string message)
        : base(message)
    {
    }
}
