namespace RetoRewards.Persistence.Leases;

/// <summary>One holding of a duty: from a take-over to the next.</summary>
internal sealed record LeaseTerm(string Name, long Epoch);

/// <summary>This process no longer fulfils the duty under which it wanted to write. Nothing was written.</summary>
internal sealed class FencedException(LeaseTerm term)
    : Exception($"Another process has taken over {term.Name} since term {term.Epoch}; what this one wanted to write is dropped.");

/// <summary>The term under which the running stage works; the gate checks it inside every transaction that the stage writes.</summary>
/// <remarks>
/// It flows with the call and is not handed from method to method, so that no stage can forget it. Work outside a loop, such
/// as a command's or a test's, has none and is not checked.
/// </remarks>
internal static class Fence
{
    private static readonly AsyncLocal<LeaseTerm?> Running = new();

    public static LeaseTerm? Current => Running.Value;

    /// <summary>Runs a stage under a term.</summary>
    public static async Task<T> UnderAsync<T>(LeaseTerm term, Func<Task<T>> work)
    {
        LeaseTerm? before = Running.Value;
        Running.Value = term;
        try
        {
            return await work();
        }
        finally
        {
            Running.Value = before;
        }
    }
}
