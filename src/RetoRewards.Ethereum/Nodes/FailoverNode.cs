using System.Text.Json;
using Polly;
using Polly.Hedging;
using Polly.Retry;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>Asks several endpoints of one chain as if they were one node. Safe to use from several threads.</summary>
/// <remarks>
/// Only endpoints that serve the right chain, keep up with the best one's head and have not failed too often of late are asked,
/// in the order of the configuration. A read that fails or stays unanswered is asked of the next one as well, and the first
/// answer counts. Whatever is no read goes to one endpoint, once: a fault there leaves the outcome unknown, and what to do is
/// the caller's to decide. Two endpoints may see different heads: what must not be undone is read from final blocks.
/// </remarks>
public sealed class FailoverNode : IEthereumNode, IDisposable
{
    /// <summary>Most endpoints.</summary>
    public const int MaxEndpoints = 10;

    private static readonly ResiliencePropertyKey<Attempt> AttemptKey = new("attempt");

    // When nobody may be asked, checks are made this often, so that an endpoint that is back is seen at once.
    private static readonly TimeSpan HurriedCheckInterval = TimeSpan.FromSeconds(1);

    private readonly FailoverEndpoint[] _endpoints;
    private readonly TimeSpan _checkInterval;
    private readonly SemaphoreSlim _checking = new(1, 1);
    private readonly ResiliencePipeline<IReadOnlyList<RpcReply>> _reads;

    /// <summary>Makes one node of several.</summary>
    /// <param name="endpoints">The endpoints by name, the preferred one first; 1 to <see cref="MaxEndpoints"/>. They stay the caller's.</param>
    /// <param name="options">How to choose among them.</param>
    /// <param name="clock">Measures checks, breaks and delays.</param>
    /// <exception cref="ArgumentException">No endpoint or too many, a name twice, or an option out of range.</exception>
    public FailoverNode(IReadOnlyList<KeyValuePair<string, IEthereumNode>> endpoints, FailoverOptions options, TimeProvider clock)
    {
        if (endpoints.Count is 0 or > MaxEndpoints || endpoints.DistinctBy(endpoint => endpoint.Key).Count() != endpoints.Count)
        {
            throw new ArgumentException($"There must be 1 to {MaxEndpoints} endpoints with names of their own.", nameof(endpoints));
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.CheckDeadline, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxHeadLag);
        ArgumentOutOfRangeException.ThrowIfNegative(options.ReadRetries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.ReadRetries, 10);
        _checkInterval = options.CheckInterval;
        _endpoints = [.. endpoints.Select(endpoint => new FailoverEndpoint(endpoint.Key, endpoint.Value, options, clock))];
        _reads = Reads(endpoints.Count, options, clock);
    }

    /// <summary>What is known of each endpoint now, in the order of the configuration.</summary>
    public IReadOnlyList<EndpointHealth> Health
    {
        get
        {
            long? best = _endpoints.Max(endpoint => endpoint.Head);
            return [.. _endpoints.Select(endpoint => endpoint.Health(best))];
        }
    }

    /// <inheritdoc/>
    public async Task<JsonElement> SendAsync(RpcCall call, CancellationToken cancellationToken)
    {
        IReadOnlyList<RpcReply> replies = await AskAsync([call], cancellationToken);
        return replies[0].Require();
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken) =>
        calls.Count == 0 ? Task.FromResult<IReadOnlyList<RpcReply>>([]) : AskAsync(calls, cancellationToken);

    /// <summary>Checks every endpoint's chain and head now; calls do so by themselves when a check has grown old.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When every endpoint has answered or run out of time.</returns>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _checking.WaitAsync(cancellationToken);
        try
        {
            await Task.WhenAll(_endpoints.Select(endpoint => endpoint.CheckAsync(cancellationToken)));
        }
        finally
        {
            _ = _checking.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _checking.Dispose();

    /// <summary>From the outside in: asked again with jitter when nobody answered, and hedged over the endpoints.</summary>
    private static ResiliencePipeline<IReadOnlyList<RpcReply>> Reads(int endpoints, FailoverOptions options, TimeProvider clock)
    {
        ResiliencePipelineBuilder<IReadOnlyList<RpcReply>> builder = new() { Name = "ethereum-reads", TimeProvider = clock };
        if (options.ReadRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<IReadOnlyList<RpcReply>>
            {
                ShouldHandle = new PredicateBuilder<IReadOnlyList<RpcReply>>().Handle<RpcFaultException>(),
                MaxRetryAttempts = options.ReadRetries,
                Delay = options.ReadRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        if (endpoints > 1)
        {
            builder.AddHedging(new HedgingStrategyOptions<IReadOnlyList<RpcReply>>
            {
                ShouldHandle = new PredicateBuilder<IReadOnlyList<RpcReply>>().Handle<RpcFaultException>(),
                MaxHedgedAttempts = endpoints - 1,
                Delay = options.HedgeDelay,
                ActionGenerator = arguments =>
                    arguments.PrimaryContext.Properties.TryGetValue(AttemptKey, out Attempt? attempt) && arguments.AttemptNumber < attempt.Candidates.Count
                        ? async () => await OutcomeAsync(attempt, arguments.AttemptNumber, arguments.ActionContext.CancellationToken)
                        : null,
            });
        }

        return builder.Build();
    }

    private static async ValueTask<Outcome<IReadOnlyList<RpcReply>>> OutcomeAsync(Attempt attempt, int number, CancellationToken cancellationToken)
    {
        try
        {
            return Outcome.FromResult(await attempt.Candidates[number].AskAsync(attempt.Calls, cancellationToken));
        }
        catch (Exception exception) when (exception is RpcFaultException or OperationCanceledException)
        {
            return Outcome.FromException<IReadOnlyList<RpcReply>>(exception);
        }
    }

    private async Task<IReadOnlyList<RpcReply>> AskAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        await CheckIfOldAsync(cancellationToken);
        FailoverEndpoint[] candidates = Candidates();
        if (!calls.All(ReadMethods.Holds))
        {
            return await candidates[0].AskAsync(calls, cancellationToken);
        }

        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            Attempt attempt = new(candidates, calls);
            context.Properties.Set(AttemptKey, attempt);
            Outcome<IReadOnlyList<RpcReply>> outcome = await _reads.ExecuteOutcomeAsync(
                static (inner, state) => OutcomeAsync(state, 0, inner.CancellationToken), context, attempt);
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task CheckIfOldAsync(CancellationToken cancellationToken)
    {
        if (!IsOld())
        {
            return;
        }

        await _checking.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited here finds the checks made by the one before. All are checked at once, so that heads compare.
            if (IsOld())
            {
                await Task.WhenAll(_endpoints.Select(endpoint => endpoint.CheckAsync(cancellationToken)));
            }
        }
        finally
        {
            _ = _checking.Release();
        }
    }

    private bool IsOld()
    {
        bool somebody = Health.Any(endpoint => endpoint.State == EndpointState.Healthy);
        TimeSpan age = somebody ? _checkInterval : HurriedCheckInterval;
        return _endpoints.Any(endpoint => endpoint.IsOlderThan(age));
    }

    private FailoverEndpoint[] Candidates()
    {
        IReadOnlyList<EndpointHealth> health = Health;
        FailoverEndpoint[] candidates = [.. _endpoints.Where((_, place) => health[place].State == EndpointState.Healthy)];
        return candidates.Length > 0
            ? candidates
            : throw new RpcFaultException(
                RpcFault.NoEndpoint,
                $"No endpoint may be asked: {string.Join("; ", health.Select(endpoint => $"{endpoint.Name} {endpoint.Detail}"))}.");
    }

    private sealed record Attempt(IReadOnlyList<FailoverEndpoint> Candidates, IReadOnlyList<RpcCall> Calls);
}
