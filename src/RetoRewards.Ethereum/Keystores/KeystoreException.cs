namespace RetoRewards.Ethereum.Keystores;

/// <summary>A keystore or its passphrase cannot be used; the message says why and shows no secret.</summary>
public sealed class KeystoreException : Exception
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="message">A plain sentence, with what to do about it.</param>
    /// <param name="inner">What was caught, if anything.</param>
    public KeystoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
