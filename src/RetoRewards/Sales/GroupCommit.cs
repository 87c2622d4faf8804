using System.Threading.Channels;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>Gathers calls that come at the same time into one durable commit, and gives each its own answers.</summary>
/// <remarks>
/// A durable commit takes as long for fifty events as for one. While one is under way the next calls gather; nobody waits for a
/// partner that does not come. The first caller to find nobody at work drives the queue until it is empty.
/// </remarks>
/// <param name="commit">Records events in one transaction; an answer for each, in their order.</param>
internal sealed class GroupCommit(Func<IReadOnlyList<CheckedEvent>, Task<SaleAnswer[]>> commit)
{
    /// <summary>Most events of one commit; a single call may have as many by itself.</summary>
    public const int MaxEvents = 512;

    /// <summary>Most calls that may wait; one beyond it waits at the door.</summary>
    public const int MaxWaiting = 4096;

    private readonly Channel<Call> waiting = Channel.CreateBounded<Call>(MaxWaiting);
    private int driving;

    /// <summary>Has the events committed with others, and returns their answers.</summary>
    /// <param name="events">The events of one call.</param>
    /// <param name="cancellationToken">Ends the wait; what was queued is recorded all the same.</param>
    public async Task<SaleAnswer[]> JoinAsync(CheckedEvent[] events, CancellationToken cancellationToken)
    {
        Call call = new(events);
        await waiting.Writer.WriteAsync(call, cancellationToken);
        if (Interlocked.CompareExchange(ref driving, 1, 0) == 0)
        {
            _ = Task.Run(DriveAsync, CancellationToken.None);
        }

        return await call.Answers.Task.WaitAsync(cancellationToken);
    }

    private async Task DriveAsync()
    {
        do
        {
            while (TakeGroup() is { Count: > 0 } group)
            {
                await CommitAsync(group);
            }

            Volatile.Write(ref driving, 0);
        }
        while (waiting.Reader.TryPeek(out _) && Interlocked.CompareExchange(ref driving, 1, 0) == 0);
    }

    private List<Call> TakeGroup()
    {
        List<Call> group = [];
        int events = 0;
        while (waiting.Reader.TryPeek(out Call? next)
            && (group.Count == 0 || events + next.Events.Length <= MaxEvents)
            && waiting.Reader.TryRead(out next))
        {
            group.Add(next);
            events += next.Events.Length;
        }

        return group;
    }

    private async Task CommitAsync(List<Call> group)
    {
        Task<SaleAnswer[]> committed = commit([.. group.SelectMany(call => call.Events)]);
        await ((Task)committed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (committed.IsCompletedSuccessfully)
        {
            SaleAnswer[] answers = await committed;
            int start = 0;
            foreach (Call call in group)
            {
                call.Answers.SetResult(answers[start..(start + call.Events.Length)]);
                start += call.Events.Length;
            }

            return;
        }

        // What is wrong with one call, a bug that it alone meets included, must not be the others' failure. A fault of the database is
        // everybody's: trying each alone would make a queue of a database that is gone.
        Exception failure = committed.Exception?.InnerException ?? new OperationCanceledException();
        if (group.Count > 1 && failure is not (DatabaseFaultException or OperationCanceledException))
        {
            foreach (Call call in group)
            {
                await CommitAsync([call]);
            }

            return;
        }

        foreach (Call call in group)
        {
            call.Answers.SetException(failure);
        }
    }

    private sealed record Call(CheckedEvent[] Events)
    {
        public TaskCompletionSource<SaleAnswer[]> Answers { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
