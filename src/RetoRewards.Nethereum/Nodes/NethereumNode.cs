using System.Text.Json;
using Nethereum.JsonRpc.Client;
using Nethereum.JsonRpc.Client.RpcMessages;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Nethereum.Nodes;

/// <summary>Asks a node through a client of Nethereum. Safe to use from several threads if the client is.</summary>
/// <remarks>
/// Nethereum's clients take no cancellation, have one static timeout for the whole process, check no ids of single answers and throw one
/// exception for most faults. Here each call is cancellable and has a deadline, reads alone are repeated, ids are checked and faults are
/// told apart. Nonces, gas and receipts are never asked for unless the caller asks.
/// </remarks>
public sealed class NethereumNode : IEthereumNode
{
    private readonly IClient _client;
    private readonly HttpNodeOptions _options;
    private readonly NodeRounds _rounds;

    /// <summary>Takes a client as it is: over IPC, a web socket, or with middleware of one's own.</summary>
    /// <param name="client">
    /// Such as <c>web3.Client</c>. It must write with Newtonsoft.Json, as Nethereum's own do. A call that is cancelled or late is left to
    /// itself, as the client offers no way to end it, and an answer without a result reads as null.
    /// </param>
    /// <param name="options">How to ask; the endpoint serves for messages only, and the bound of an answer is the client's.</param>
    /// <param name="clock">Measures deadlines and waits.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the client has an interceptor, which would be passed over.</exception>
    public NethereumNode(IClient client, HttpNodeOptions options, TimeProvider clock)
    {
        options.Check();
        if (client.OverridingRequestInterceptor is not null)
        {
            throw new ArgumentException("An interceptor sees typed requests only and would be passed over: wrap the client instead.", nameof(client));
        }

        _client = client;
        _options = options;
        _rounds = new NodeRounds(options, clock, ExchangeAsync);
    }

    /// <summary>Asks over HTTP with Nethereum's client, which cancels, bounds and checks as our own does.</summary>
    /// <param name="handler">Sends the requests and stays the caller's; it follows no redirects. Middleware goes here.</param>
    /// <param name="options">How to ask.</param>
    /// <param name="clock">Measures deadlines and waits.</param>
    /// <returns>The node.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, or the deadline is not below Nethereum's static <c>ClientBase.ConnectionTimeout</c>, which would cut it short.
    /// </exception>
    public static NethereumNode OverHttp(HttpMessageHandler handler, HttpNodeOptions options, TimeProvider clock)
    {
        options.Check();
        if (options.Deadline >= ClientBase.ConnectionTimeout)
        {
            throw new ArgumentException(
                $"The deadline of {options.Deadline.TotalSeconds:0.###} s must be below Nethereum's ClientBase.ConnectionTimeout, "
                + $"which is {ClientBase.ConnectionTimeout.TotalSeconds:0.###} s for the whole process.",
                nameof(options));
        }

        GuardHandler guard = new(handler, options.MaxResponseBytes);
        HttpClient http = new(guard, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        return new NethereumNode(new RpcClient(options.Endpoint, http, null, NethereumJson.Settings), options, clock);
    }

    /// <inheritdoc/>
    public Task<JsonElement> SendAsync(RpcCall call, CancellationToken cancellationToken) => _rounds.SendAsync(call, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken) =>
        _rounds.SendBatchAsync(calls, cancellationToken);

    /// <summary>Where it asks, without path or key.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => _options.ToString();

    private async Task<IReadOnlyList<RpcReply>> ExchangeAsync(NodeExchange exchange, CancellationToken cancellationToken)
    {
        CurrentExchange.Value = new CurrentExchange(exchange, cancellationToken);
        try
        {
            // The wait ends with the token even if the client goes on.
            return await (exchange.Single ? OneAsync(exchange) : AllAsync(exchange)).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (NethereumFaults.IsFault(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw NethereumFaults.Of(exception, _options);
        }
    }

    private async Task<IReadOnlyList<RpcReply>> OneAsync(NodeExchange exchange)
    {
        RpcCall call = exchange.Calls[0];
        try
        {
            RpcResponseMessage response = await _client.SendAsync(NethereumJson.Request(call, exchange.FirstId));
            return [NethereumJson.Reply(response, call, exchange.FirstId)];
        }
        catch (RpcResponseException refused)
        {
            // Nethereum's own clients hand errors over in the answer; a client of one's own may throw them.
            return [NethereumJson.Refusal(refused.RpcError.Code, refused.RpcError.Message, refused.RpcError.Data, call)];
        }
    }

    private async Task<IReadOnlyList<RpcReply>> AllAsync(NodeExchange exchange)
    {
        BatchedCall[] asked = [.. exchange.Calls.Select((call, place) => new BatchedCall(NethereumJson.Request(call, exchange.FirstId + place)))];
        await _client.SendBatchRequestAsync(new RpcRequestResponseBatch { AcceptPartiallySuccessful = true, BatchItems = [.. asked] });
        return [.. asked.Select((item, place) => NethereumJson.Reply(item.Response, exchange.Calls[place], exchange.FirstId + place))];
    }
}
