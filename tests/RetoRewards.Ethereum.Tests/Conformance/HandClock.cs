using System.Collections.Concurrent;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>A clock whose deadlines pass when the test says so, however slow the machine is.</summary>
internal sealed class HandClock : TimeProvider
{
    private readonly ConcurrentQueue<Action> _pending = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _pending.Enqueue(() => callback(state));
        return new Unwound();
    }

    /// <summary>Lets the time of every deadline so far be over.</summary>
    public void LetAllPass()
    {
        while (_pending.TryDequeue(out Action? passed))
        {
            passed();
        }
    }

    private sealed class Unwound : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
