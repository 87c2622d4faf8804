using System.Numerics;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>A call to try without a transaction, or whose gas to estimate.</summary>
public sealed record CallRequest
{
    /// <summary>The account that calls; the node takes the zero address when null.</summary>
    public Address? From { get; init; }

    /// <summary>The account called, or null to try a contract creation.</summary>
    public Address? To { get; init; }

    /// <summary>The calldata, or the creation code and its arguments.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Wei sent.</summary>
    public BigInteger Value { get; init; }

    /// <summary>Most gas that it may use, or null for the node's own limit.</summary>
    public long? GasLimit { get; init; }

    internal Dictionary<string, object?> ToParameter()
    {
        Dictionary<string, object?> call = [];
        if (From is { } from)
        {
            call["from"] = from.ToLowerHex();
        }

        if (To is { } to)
        {
            call["to"] = to.ToLowerHex();
        }

        if (!Data.IsEmpty)
        {
            // "data" is the older name of "input" and the one that every node understands.
            call["data"] = Hex.Encode(Data.Span);
        }

        if (!Value.IsZero)
        {
            call["value"] = Quantity.Write(Value);
        }

        if (GasLimit is { } gas)
        {
            call["gas"] = Quantity.Write(gas);
        }

        return call;
    }
}
