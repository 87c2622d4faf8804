using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Nethereum.Nodes;

/// <summary>The request that is under way, for the handler at the bottom, to which Nethereum's client hands on neither a token nor an id.</summary>
/// <param name="Exchange">What is asked.</param>
/// <param name="CancellationToken">Ends the request: the caller cancelled or the deadline passed.</param>
internal sealed record CurrentExchange(NodeExchange Exchange, CancellationToken CancellationToken)
{
    private static readonly AsyncLocal<CurrentExchange?> Local = new();

    /// <summary>Flows down into the calls that an asynchronous method makes, and not up to its caller.</summary>
    public static CurrentExchange? Value
    {
        get => Local.Value;
        set => Local.Value = value;
    }
}
