namespace RetoRewards.Ethereum.Nodes;

/// <summary>How <see cref="FailoverNode"/> chooses among its endpoints.</summary>
public sealed record FailoverOptions
{
    /// <summary>The chain that every endpoint must serve.</summary>
    public required long ChainId { get; init; }

    /// <summary>How many blocks an endpoint may be behind the best one. Default 3.</summary>
    public long MaxHeadLag { get; init; } = 3;

    /// <summary>How old a check may grow before the next call makes another. Default 15 seconds.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a check of an endpoint may take. Default 2 seconds.</summary>
    public TimeSpan CheckDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a read may stay unanswered before the next endpoint is asked as well. Default 1 second.</summary>
    public TimeSpan HedgeDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a read that no endpoint answered is asked again; 0 to 10. Default 0. What is no read is never asked again.</summary>
    public int ReadRetries { get; init; }

    /// <summary>About how long to wait before a read is asked again the first time; it doubles, with jitter. Default 200 milliseconds.</summary>
    public TimeSpan ReadRetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many calls of an endpoint must fail, and be at least half of its calls, before it is left alone; 2 or more. Default 4.</summary>
    public int BreakAfterFaults { get; init; } = 4;

    /// <summary>The time in which those calls count; half a second or more. Default 30 seconds.</summary>
    public TimeSpan BreakWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an endpoint is then left alone; half a second or more. Default 15 seconds.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);
}
