using System.Text.Json;
using Polly;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>What every client of a node owes its callers: ids, bounded batches, a deadline, cancellation, and reads that are repeated.</summary>
/// <param name="options">How to ask.</param>
/// <param name="clock">Measures deadlines and waits.</param>
/// <param name="once">Makes one exchange. It gives a reply a call, or throws a fault; it may ignore its token, but then its work goes on unseen.</param>
internal sealed class NodeRounds(
    HttpNodeOptions options, TimeProvider clock, Func<NodeExchange, CancellationToken, Task<IReadOnlyList<RpcReply>>> once)
{
    private readonly ResiliencePipeline _reads = ReadRetry.Of(options, clock);
    private long _lastId;

    public async Task<JsonElement> SendAsync(RpcCall call, CancellationToken cancellationToken)
    {
        IReadOnlyList<RpcReply> replies = await RoundAsync([call], single: true, cancellationToken);
        return replies[0].Require();
    }

    public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        List<RpcReply> replies = new(calls.Count);
        foreach (RpcCall[] chunk in calls.Chunk(options.MaxBatchCalls))
        {
            replies.AddRange(await RoundAsync(chunk, single: false, cancellationToken));
        }

        return replies;
    }

    private async Task<IReadOnlyList<RpcReply>> RoundAsync(RpcCall[] calls, bool single, CancellationToken cancellationToken) =>
        calls.All(ReadMethods.Holds)
            ? await _reads.ExecuteAsync(async token => await OnceAsync(calls, single, token), cancellationToken)
            : await OnceAsync(calls, single, cancellationToken);

    private async Task<IReadOnlyList<RpcReply>> OnceAsync(RpcCall[] calls, bool single, CancellationToken cancellationToken)
    {
        long firstId = Interlocked.Add(ref _lastId, calls.Length) - calls.Length + 1;
        using CancellationTokenSource deadline = new(options.Deadline, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await once(new NodeExchange(calls, firstId, single), either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new RpcFaultException(RpcFault.Timeout, $"The node did not answer within {options.Deadline.TotalSeconds:0.###} s.", exception);
        }
    }
}
