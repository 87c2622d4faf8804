namespace RetoRewards.Api;

/// <summary>What a POST answers when it is done.</summary>
/// <typeparam name="T">The body.</typeparam>
/// <param name="Answer">The body itself.</param>
/// <param name="IsNew">201 when it was made now, 200 when it was there.</param>
internal sealed record Made<T>(T Answer, bool IsNew)
{
    /// <summary>Where it can be read.</summary>
    public string? Location { get; init; }

    /// <summary>Its version, for the header ETag.</summary>
    public int? Version { get; init; }

    /// <summary>True when the answer is one that was given before.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>What is kept for a repetition in place of the answer, where the answer holds a secret.</summary>
    public T? Kept { get; init; }
}
