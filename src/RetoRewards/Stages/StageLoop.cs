using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Persistence.Leases;

namespace RetoRewards.Stages;

/// <summary>Runs the stages of one kind again and again: while there is work without a pause, else until a signal or the poll.</summary>
/// <remarks>The only place that catches every exception: a fault of one stage delays that stage and no other.</remarks>
internal abstract class StageLoop(
    IEnumerable<IStage> stages,
    StageFailures failures,
    Lease lease,
    WakeUp wakeUp,
    IOptions<StageOptions> options,
    TimeProvider clock,
    ILogger logger) : BackgroundService
{
    private readonly StageOptions options = options.Value;

    /// <summary>Runs every stage until none finds work. What the demo, the tests and an import wait for.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (await RunAllOnceAsync(cancellationToken) > 0)
        {
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        int failuresInARow = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            Task changed = wakeUp.Next();
            (int taken, bool failed) = await RunAllGuardedAsync(stoppingToken);
            failuresInARow = failed ? failuresInARow + 1 : 0;
            if (taken == 0 || failed)
            {
                await WaitAsync(failed ? Task.Delay(Timeout.Infinite, stoppingToken) : changed, Delay(failuresInARow), stoppingToken);
            }
        }
    }

    private async Task<int> RunAllOnceAsync(CancellationToken cancellationToken)
    {
        int taken = 0;
        foreach (IStage stage in stages)
        {
            taken += await MeasuredAsync(stage, cancellationToken);
        }

        return taken;
    }

    /// <summary>Runs a stage when this process may. The lease is looked at before each, so that one that was stopped finds out before it signs.</summary>
    private async Task<int> UnderLeaseAsync(IStage stage, CancellationToken cancellationToken)
    {
        if (stage.IsShared)
        {
            return await MeasuredAsync(stage, cancellationToken);
        }

        LeaseTerm? term = await lease.HoldAsync(cancellationToken);
        return term is null ? 0 : await Fence.UnderAsync(term, () => MeasuredAsync(stage, cancellationToken));
    }

    private async Task<int> MeasuredAsync(IStage stage, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        int taken = await stage.RunOnceAsync(cancellationToken);
        Measures.StageRan(stage.GetType().Name, clock.GetElapsedTime(start), taken);
        return taken;
    }

    [SuppressMessage("Design", "CA1031", Justification = "This is the one stage loop: every fault is logged and its stage tried again.")]
    private async Task<(int Taken, bool Failed)> RunAllGuardedAsync(CancellationToken stoppingToken)
    {
        int taken = 0;
        bool failed = false;
        foreach (IStage stage in stages)
        {
            try
            {
                taken += await UnderLeaseAsync(stage, stoppingToken);
                await failures.SucceededAsync(stage.GetType().Name, stoppingToken);
            }
            catch (FencedException fenced)
            {
                lease.Forget();
                logger.LogWarning("Stage {Stage} was fenced: {Reason}", stage.GetType().Name, fenced.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return (taken, failed);
            }
            catch (Exception exception)
            {
                failed = true;
                Measures.StageFailed(stage.GetType().Name);
                logger.LogWarning(exception, "Stage {Stage} failed and will be tried again", stage.GetType().Name);
                await CountAsync(stage, exception, stoppingToken);
            }
        }

        return (taken, failed);
    }

    [SuppressMessage("Design", "CA1031", Justification = "An alarm that cannot be written must not end the loop that goes on trying.")]
    private async Task CountAsync(IStage stage, Exception exception, CancellationToken stoppingToken)
    {
        try
        {
            await failures.FailedAsync(stage.GetType().Name, exception, stoppingToken);
        }
        catch (Exception second)
        {
            logger.LogWarning(second, "The alarm about stage {Stage} could not be written", stage.GetType().Name);
        }
    }

    private TimeSpan Delay(int failuresInARow)
    {
        double factor = Math.Pow(2, Math.Min(failuresInARow, StageOptions.MaxDoublings));
        return failuresInARow == 0 ? options.Poll : TimeSpan.FromTicks(Math.Min(options.MaxBackoff.Ticks, (long)(options.Poll.Ticks * factor)));
    }

    private async Task WaitAsync(Task changed, TimeSpan delay, CancellationToken stoppingToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(changed, Task.Delay(delay, clock, enough.Token));
        await enough.CancelAsync();
    }
}

/// <summary>The stages that touch only the database.</summary>
internal sealed class DatabaseStageLoop(
    IEnumerable<IStage> stages,
    StageFailures failures,
    Duties duties,
    WakeUp wakeUp,
    IOptions<StageOptions> options,
    TimeProvider clock,
    ILogger<DatabaseStageLoop> logger)
    : StageLoop(stages.Where(stage => !stage.UsesNode).ToArray(), failures, duties.Of(Duties.Stages), wakeUp, options, clock, logger);

/// <summary>The stages that talk to a node. They hold no transaction while they wait for it.</summary>
internal sealed class NodeStageLoop(
    IEnumerable<IStage> stages,
    StageFailures failures,
    Duties duties,
    WakeUp wakeUp,
    IOptions<StageOptions> options,
    TimeProvider clock,
    ILogger<NodeStageLoop> logger)
    : StageLoop(stages.Where(stage => stage.UsesNode).ToArray(), failures, duties.Of(Duties.Sender), wakeUp, options, clock, logger);
