namespace RetoRewards;

/// <summary>What sort of no a refusal is; a face turns it into its own kind of answer.</summary>
internal enum RefusalKind
{
    /// <summary>What was given has the wrong form, whatever else is true.</summary>
    Malformed,

    /// <summary>There is no such thing, or none that the caller may know of.</summary>
    NotFound,

    /// <summary>It contradicts what is already there.</summary>
    Conflict,

    /// <summary>Somebody else changed it in between.</summary>
    Stale,

    /// <summary>Well formed, and the business says no.</summary>
    NotAllowed,
}

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Pointer">Where it stands, as a JSON pointer (RFC 6901): <c>/wallet</c>, <c>/sales/3/currency</c>.</param>
/// <param name="Code">The stable machine code.</param>
/// <param name="Sentence">The same for a person.</param>
internal sealed record FieldError(string Pointer, string Code, string Sentence);

/// <summary>The business says no: nothing was done.</summary>
/// <param name="Kind">What sort of no it is.</param>
/// <param name="Code">The stable machine code; a published one is never renamed.</param>
/// <param name="Sentence">The same for a person.</param>
internal sealed record Refusal(RefusalKind Kind, string Code, string Sentence)
{
    /// <summary>The fields at fault, where the fault is one of fields.</summary>
    public IReadOnlyList<FieldError> Fields { get; init; } = [];

    /// <summary>The same answer for what does not exist and for what belongs to another partner.</summary>
    public static Refusal NotFound(string thing) => new(RefusalKind.NotFound, "not_found", $"There is no such {thing}.");

    /// <summary>Somebody changed the thing since the caller read it.</summary>
    public static Refusal Stale { get; } = new(
        RefusalKind.Stale, "version_stale", "It was changed since you read it. Read it again and repeat your change.");
}
