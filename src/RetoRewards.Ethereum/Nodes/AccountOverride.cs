using System.Numerics;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>What a call shall find changed in one account. Not every node offers it: one that does not refuses or ignores it.</summary>
public sealed record AccountOverride
{
    /// <summary>The balance in wei, or null to leave it.</summary>
    public BigInteger? Balance { get; init; }

    /// <summary>The nonce, or null to leave it.</summary>
    public long? Nonce { get; init; }

    /// <summary>The code, or null to leave it.</summary>
    public ReadOnlyMemory<byte>? Code { get; init; }

    /// <summary>Storage slots to change; the others stay.</summary>
    public IReadOnlyDictionary<Hash32, Hash32> StateDiff { get; init; } = new Dictionary<Hash32, Hash32>();

    internal Dictionary<string, object?> ToParameter()
    {
        Dictionary<string, object?> account = [];
        if (Balance is { } balance)
        {
            account["balance"] = Quantity.Write(balance);
        }

        if (Nonce is { } nonce)
        {
            account["nonce"] = Quantity.Write(nonce);
        }

        if (Code is { } code)
        {
            account["code"] = Hex.Encode(code.Span);
        }

        if (StateDiff.Count > 0)
        {
            account["stateDiff"] = StateDiff.ToDictionary(slot => slot.Key.ToString(), slot => slot.Value.ToString());
        }

        return account;
    }
}
