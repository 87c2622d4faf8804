namespace RetoRewards.Ethereum.Nodes;

/// <summary>Chooses logs: of one block by its hash (EIP-234), or of a range of numbers.</summary>
public sealed record LogFilter
{
    private LogFilter()
    {
    }

    /// <summary>The block's hash, or null for a range.</summary>
    public Hash32? BlockHash { get; private init; }

    /// <summary>The first block of a range.</summary>
    public BlockTag From { get; private init; }

    /// <summary>The last block of a range, included.</summary>
    public BlockTag To { get; private init; }

    /// <summary>The contracts whose logs are wanted; none means every contract.</summary>
    public IReadOnlyList<Address> Addresses { get; init; } = [];

    /// <summary>For each topic position the values that fit; an empty list at a position fits anything.</summary>
    public IReadOnlyList<IReadOnlyList<Hash32>> Topics { get; init; } = [];

    /// <summary>The logs of one block; a node that does not know the block refuses.</summary>
    /// <param name="hash">The block's hash.</param>
    /// <returns>The filter.</returns>
    public static LogFilter OfBlock(Hash32 hash) => new() { BlockHash = hash };

    /// <summary>The logs of a range on the node's present chain.</summary>
    /// <param name="from">The first block.</param>
    /// <param name="to">The last block, included.</param>
    /// <returns>The filter.</returns>
    public static LogFilter OfRange(BlockTag from, BlockTag to) => new() { From = from, To = to };

    internal Dictionary<string, object?> ToParameter()
    {
        Dictionary<string, object?> filter = [];
        if (BlockHash is { } hash)
        {
            filter["blockHash"] = hash.ToString();
        }
        else
        {
            filter["fromBlock"] = From.ToString();
            filter["toBlock"] = To.ToString();
        }

        if (Addresses.Count > 0)
        {
            filter["address"] = Addresses.Select(address => address.ToLowerHex()).ToArray();
        }

        if (Topics.Count > 0)
        {
            filter["topics"] = Topics
                .Select(position => position.Count == 0 ? null : position.Select(topic => topic.ToString()).ToArray())
                .ToArray();
        }

        return filter;
    }
}
