using Polly;
using Polly.CircuitBreaker;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>One endpoint of <see cref="FailoverNode"/>: its circuit breaker and what its last check found.</summary>
internal sealed class FailoverEndpoint
{
    private readonly IEthereumNode _node;
    private readonly TimeProvider _clock;
    private readonly FailoverOptions _options;
    private readonly ResiliencePipeline _breaker;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private long _brokenUntil = long.MinValue;
    private volatile Check _last = new(EndpointState.Unchecked, null, null, "not checked yet");

    public FailoverEndpoint(string name, IEthereumNode node, FailoverOptions options, TimeProvider clock)
    {
        Name = name;
        _node = node;
        _clock = clock;
        _options = options;
        _breaker = new ResiliencePipelineBuilder { Name = $"ethereum-endpoint-{name}", TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RpcFaultException>(),
                FailureRatio = 0.5,
                MinimumThroughput = options.BreakAfterFaults,
                SamplingDuration = options.BreakWindow,
                BreakDuration = options.BreakDuration,
                StateProvider = _circuit,
                OnOpened = opened =>
                {
                    Volatile.Write(ref _brokenUntil, (clock.GetUtcNow() + opened.BreakDuration).UtcTicks);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    public string Name { get; }

    public long? Head => _last.Head;

    public bool IsOlderThan(TimeSpan age) => _last.At is not { } at || _clock.GetUtcNow() - at >= age;

    public EndpointHealth Health(long? bestHead)
    {
        Check last = _last;

        // The circuit stays open until somebody asks again, so its time counts and not its state alone.
        bool broken = _circuit.CircuitState == CircuitState.Open && _clock.GetUtcNow().UtcTicks < Volatile.Read(ref _brokenUntil);
        if (last.State == EndpointState.Healthy && broken)
        {
            return new EndpointHealth(Name, EndpointState.Broken, last.Head, last.At, "failed too often of late");
        }

        return last.State == EndpointState.Healthy && bestHead - last.Head > _options.MaxHeadLag
            ? new EndpointHealth(Name, EndpointState.Behind, last.Head, last.At, $"{bestHead - last.Head} blocks behind the best endpoint")
            : new EndpointHealth(Name, last.State, last.Head, last.At, last.Detail);
    }

    /// <summary>Asks for the chain and the newest block, past the circuit breaker, so that a mended endpoint is seen.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(_options.CheckDeadline, _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            IReadOnlyList<RpcReply> replies = await _node.SendBatchAsync([RpcCall.To("eth_chainId"), RpcCall.To("eth_blockNumber")], either.Token);
            long chainId = NodeJson.Long(replies[0].Require());
            long head = NodeJson.Long(replies[1].Require());
            _last = chainId == _options.ChainId
                ? new Check(EndpointState.Healthy, head, _clock.GetUtcNow(), "")
                : new Check(EndpointState.WrongChain, null, _clock.GetUtcNow(), $"serves chain {chainId}, not {_options.ChainId}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _last = new Check(EndpointState.Faulty, null, _clock.GetUtcNow(), "did not answer a check in time");
        }
        catch (Exception exception) when (exception is RpcFaultException or RpcRefusedException)
        {
            _last = new Check(EndpointState.Faulty, null, _clock.GetUtcNow(), exception.Message);
        }
    }

    public async Task<IReadOnlyList<RpcReply>> AskAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        try
        {
            return await _breaker.ExecuteAsync(async token => await OnceAsync(calls, token), cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            throw new RpcFaultException(RpcFault.NoEndpoint, $"The endpoint {Name} failed too often of late and is left alone.", exception);
        }
    }

    private async Task<IReadOnlyList<RpcReply>> OnceAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        if (calls.Count != 1)
        {
            return await _node.SendBatchAsync(calls, cancellationToken);
        }

        try
        {
            return [new RpcReply(await _node.SendAsync(calls[0], cancellationToken), null)];
        }
        catch (RpcRefusedException refused)
        {
            // A refusal is an answer: it neither breaks the circuit nor asks another endpoint.
            return [new RpcReply(default, refused.Error)];
        }
    }

    private sealed record Check(EndpointState State, long? Head, DateTimeOffset? At, string Detail);
}
