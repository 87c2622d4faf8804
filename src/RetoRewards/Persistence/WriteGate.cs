using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Observability;
using RetoRewards.Persistence.Leases;

namespace RetoRewards.Persistence;

/// <summary>Who waits at the gate: sales from outside go before the service's own stages.</summary>
internal enum WritePriority
{
    Intake,
    Stage,
}

/// <summary>The one way to write: a single connection, one transaction at a time, intake first.</summary>
/// <remarks>
/// Two writing SQLite connections starve each other for seconds; one connection behind a fair queue does not
/// (docs/decisions/0005). On PostgreSQL each process has such a gate, and the gates exclude one another by locks
/// (docs/decisions/0044). Work is load, decide and save in one short transaction; it is rolled back when it throws.
/// After <see cref="MaxIntakeInARow"/> pieces of intake work one waiting stage goes, so that neither starves.
/// </remarks>
internal sealed class WriteGate(IDatabase database, RosterFile roster, WakeUp wakeUp) : IAsyncDisposable
{
    /// <summary>Pieces of intake work done before a waiting stage has its turn.</summary>
    public const int MaxIntakeInARow = 8;

    /// <summary>Pieces of work that may wait; a caller beyond it waits at the door.</summary>
    public const int MaxWaiting = 1024;

    private readonly Channel<Work> intake = Channel.CreateBounded<Work>(MaxWaiting);
    private readonly Channel<Work> stages = Channel.CreateBounded<Work>(MaxWaiting);
    private readonly SemaphoreSlim waiting = new(0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock starting = new();
    private WriterConnection? connection;
    private Task? pump;

    /// <summary>True when other processes may write to the database too.</summary>
    public bool IsShared => database.IsShared;

    /// <summary>Runs <paramref name="work"/> in a transaction of its own, beside no other writer, and commits it.</summary>
    /// <exception cref="DatabaseConflictException">It contradicts what is stored; nothing was written.</exception>
    /// <exception cref="DatabaseFaultException">The database failed. Nothing was written, unless its answer to the commit was lost.</exception>
    public Task<T> WriteAsync<T>(
        WritePriority priority, Func<WriteTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        WriteAsync(priority, WriteAccess.Alone, work, cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}(WritePriority, Func{WriteTransaction, Task{T}}, CancellationToken)"/>
    /// <param name="priority">Who waits.</param>
    /// <param name="access">Beside whom the work may run.</param>
    /// <param name="work">Load, decide and save.</param>
    /// <param name="cancellationToken">Stops it before its commit.</param>
    public async Task<T> WriteAsync<T>(
        WritePriority priority, WriteAccess access, Func<WriteTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        EnsureStarted();
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Work item = new(
            async transaction => done.SetResult(await CommitAsync(transaction, work)),
            exception => done.TrySetException(exception),
            priority,
            access,
            Fence.Current,
            Stopwatch.GetTimestamp(),
            cancellationToken);

        await (priority == WritePriority.Intake ? intake : stages).Writer.WriteAsync(item, cancellationToken);
        waiting.Release();
        return await done.Task;
    }

    /// <inheritdoc cref="WriteAsync{T}(WritePriority, Func{WriteTransaction, Task{T}}, CancellationToken)"/>
    public Task WriteAsync(WritePriority priority, Func<WriteTransaction, Task> work, CancellationToken cancellationToken) =>
        WriteAsync(
            priority,
            async transaction =>
            {
                await work(transaction);
                return true;
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        intake.Writer.TryComplete();
        stages.Writer.TryComplete();
        waiting.Release();
        if (pump is not null)
        {
            await pump;
        }

        await CloseAsync();
        waiting.Dispose();
        stopping.Dispose();
    }

    private async Task<T> CommitAsync<T>(WriteTransaction transaction, Func<WriteTransaction, Task<T>> work)
    {
        T result = await work(transaction);
        if (transaction.KeptOutside.Count > 0)
        {
            // Before the commit: no id is ever used that a lost database would take with it.
            await transaction.LockFilesAsync();
            await roster.AppendAsync(transaction.Db.Model, transaction.KeptOutside, transaction.CancellationToken);
        }

        await transaction.CommitAsync();
        return result;
    }

    private void EnsureStarted()
    {
        lock (starting)
        {
            ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
            pump ??= Task.Run(PumpAsync);
        }
    }

    private async Task PumpAsync()
    {
        int intakeInARow = 0;
        while (true)
        {
            await waiting.WaitAsync();
            bool stageFirst = intakeInARow >= MaxIntakeInARow;
            if (!TryTake(stageFirst, out Work? item, out bool fromIntake))
            {
                if (stopping.IsCancellationRequested)
                {
                    return;
                }

                continue;
            }

            intakeInARow = fromIntake ? intakeInARow + 1 : 0;
            Measures.GateWaited(item.Priority == WritePriority.Intake ? "intake" : "stage", Stopwatch.GetElapsedTime(item.Since));
            await RunAsync(item);
        }
    }

    private bool TryTake(bool stageFirst, [NotNullWhen(true)] out Work? item, out bool fromIntake)
    {
        if (stageFirst && stages.Reader.TryRead(out item))
        {
            fromIntake = false;
            return true;
        }

        fromIntake = intake.Reader.TryRead(out item);
        return fromIntake || stages.Reader.TryRead(out item);
    }

    private async Task RunAsync(Work item)
    {
        if (item.CancellationToken.IsCancellationRequested)
        {
            item.Fail(new OperationCanceledException(item.CancellationToken));
            return;
        }

        Task<bool> running = InTransactionAsync(item);
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompletedSuccessfully)
        {
            // A stage that looked and found nothing must not wake itself: it would never rest.
            if (await running)
            {
                wakeUp.Signal();
            }

            return;
        }

        // Whatever it was belongs to the caller that waits for the work; the pump goes on with a fresh connection.
        await CloseAsync();
        item.Fail(running.Exception?.InnerException is { } exception
            ? DatabaseErrors.Translate(exception)
            : new OperationCanceledException(item.CancellationToken));
    }

    /// <returns>Whether anything was written.</returns>
    private async Task<bool> InTransactionAsync(Work item)
    {
        await using WriteTransaction transaction = await BeginAsync(item);
        if (item.Term is { } term)
        {
            await RequireAsync(transaction, term);
        }

        await item.Run(transaction);
        return transaction.HasWritten;
    }

    /// <summary>The fence: whoever takes over raises the epoch beside no other writer, so what is read here holds until the commit.</summary>
    /// <exception cref="FencedException">Another process has taken over.</exception>
    private static async Task RequireAsync(WriteTransaction transaction, LeaseTerm term)
    {
        if (!await transaction.Db.Set<LeaseRow>().AnyAsync(
            row => row.Name == term.Name && row.Epoch == term.Epoch, transaction.CancellationToken))
        {
            throw new FencedException(term);
        }
    }

    /// <summary>Begins on the connection at hand; when that one turns out to be dead, once more on a new one, since nothing was done yet.</summary>
    private async Task<WriteTransaction> BeginAsync(Work item)
    {
        if (connection is not null)
        {
            try
            {
                return await connection.BeginAsync(item.Access, item.CancellationToken);
            }
            catch (Exception exception) when (database.IsShared && DatabaseErrors.IsFault(exception))
            {
                await CloseAsync();
            }
        }

        connection = await WriterConnection.OpenAsync(database, item.CancellationToken);
        return await connection.BeginAsync(item.Access, item.CancellationToken);
    }

    /// <summary>After any failure the connection is opened anew: its state is not worth guessing.</summary>
    private async Task CloseAsync()
    {
        if (connection is not null)
        {
            WriterConnection old = connection;
            connection = null;
            await old.DisposeAsync();
        }
    }

    private sealed record Work(
        Func<WriteTransaction, Task> Run,
        Action<Exception> Fail,
        WritePriority Priority,
        WriteAccess Access,
        LeaseTerm? Term,
        long Since,
        CancellationToken CancellationToken);
}
