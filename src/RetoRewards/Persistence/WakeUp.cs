namespace RetoRewards.Persistence;

/// <summary>Tells waiting loops that rows have changed. It only shortens a wait: polling guarantees the work.</summary>
internal sealed class WakeUp
{
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes every loop that waits now.</summary>
    public void Signal() =>
        Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>What a loop takes before it looks for work, so that a signal given while it works is not lost.</summary>
    public Task Next() => changed.Task;
}
