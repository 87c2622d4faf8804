namespace RetoRewards.Ethereum.Nodes;

/// <summary>How <see cref="HttpEthereumNode"/> asks.</summary>
public sealed record HttpNodeOptions
{
    /// <summary>Where the node answers: HTTP or HTTPS. It may hold a key, so it never gets into messages.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>How long one request may take, its answer's body included. Default 10 seconds.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a read is repeated after a fault; 0 for never. Default 3.</summary>
    public int MaxReadRetries { get; init; } = 3;

    /// <summary>The first wait before a read is repeated; it doubles, with jitter. Default 200 milliseconds.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Most calls in one request; a larger batch becomes several requests. Default 100.</summary>
    public int MaxBatchCalls { get; init; } = 100;

    /// <summary>Most bytes of one answer. Default 32 MiB.</summary>
    public int MaxResponseBytes { get; init; } = 32 * 1024 * 1024;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        if (!Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException("The node's endpoint must be an absolute HTTP or HTTPS address.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Deadline, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxReadRetries);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchCalls, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxResponseBytes, 1);
    }

    /// <summary>The scheme and host, never a path or a key.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => Endpoint.IsAbsoluteUri ? $"{Endpoint.Scheme}://{Endpoint.Host}:{Endpoint.Port}" : "an endpoint that is not absolute";
}
