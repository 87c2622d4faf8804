namespace RetoRewards.Ethereum.Nodes;

/// <summary>Names a block in a call: by number, by a word, or by hash (EIP-1898). The default value is <see cref="Latest"/>.</summary>
public readonly record struct BlockTag
{
    private readonly string? _word;
    private readonly Hash32? _hash;

    private BlockTag(string? word, Hash32? hash)
    {
        _word = word;
        _hash = hash;
    }

    /// <summary>The newest block of the node's chain; it may still be forked away.</summary>
    public static BlockTag Latest => default;

    /// <summary>The newest block that the chain's consensus will not undo.</summary>
    public static BlockTag Finalized => new("finalized", null);

    /// <summary>The newest block that is unlikely to be undone.</summary>
    public static BlockTag Safe => new("safe", null);

    /// <summary>The newest block with the node's waiting transactions upon it.</summary>
    public static BlockTag Pending => new("pending", null);

    /// <summary>The genesis block, or the oldest one that the node holds.</summary>
    public static BlockTag Earliest => new("earliest", null);

    /// <summary>The block's hash when the tag names one, else null.</summary>
    public Hash32? Hash => _hash;

    /// <summary>The block of that number on the node's present chain.</summary>
    /// <param name="number">0 or more.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
    public static BlockTag At(long number) => new(Quantity.Write(number), null);

    /// <summary>The block of that hash, whatever became of it.</summary>
    /// <param name="hash">The block's hash.</param>
    /// <returns>The tag.</returns>
    public static BlockTag At(Hash32 hash) => new(null, hash);

    /// <summary>The word, the number as a quantity, or the hash.</summary>
    /// <returns>The text that JSON-RPC carries.</returns>
    public override string ToString() => _hash?.ToString() ?? _word ?? "latest";

    internal object ToParameter() =>
        _hash is { } hash ? new Dictionary<string, object> { ["blockHash"] = hash.ToString() } : ToString();
}
