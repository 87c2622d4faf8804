using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Ethereum.Transactions;

/// <summary>A signed transaction, ready to be saved and then sent.</summary>
public sealed class SignedTransaction
{
    /// <summary>Takes the bytes as they stand and computes their hash.</summary>
    /// <param name="raw">The bytes that <c>eth_sendRawTransaction</c> takes.</param>
    public SignedTransaction(ReadOnlyMemory<byte> raw)
    {
        Raw = raw;
        Hash = Keccak256.Hash(raw.Span);
    }

    /// <summary>The bytes to save before sending, and to send again unchanged.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The hash by which nodes know it.</summary>
    public Hash32 Hash { get; }
}
