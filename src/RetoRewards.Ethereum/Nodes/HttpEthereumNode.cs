using System.Net.Http.Headers;
using System.Text.Json;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>Asks one node over HTTP. Safe to use from several threads.</summary>
/// <remarks>
/// A deadline covers each request; reads are repeated after a fault with a growing, jittered wait; everything else is sent once.
/// Answers are bounded in size, their ids are checked, and what is no answer to the call is a fault.
/// </remarks>
public sealed class HttpEthereumNode : IEthereumNode
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private readonly HttpNodeOptions _options;
    private readonly NodeRounds _rounds;

    /// <summary>Makes a client of one node.</summary>
    /// <param name="http">
    /// Sends the requests and stays the caller's; give it no deadline shorter than the options' own, and a handler that follows no redirects.
    /// </param>
    /// <param name="options">How to ask.</param>
    /// <param name="clock">Measures deadlines and waits.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public HttpEthereumNode(HttpClient http, HttpNodeOptions options, TimeProvider clock)
    {
        options.Check();
        _http = http;
        _options = options;
        _rounds = new NodeRounds(options, clock, ExchangeAsync);
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
        byte[] body = RpcWire.Write(exchange.Calls, exchange.FirstId, exchange.Single);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, _options.Endpoint) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = Json;
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            byte[] answer = await AnswerBody.ReadAsync(response, _options.MaxResponseBytes, cancellationToken);
            return RpcWire.Read(answer, exchange, response.StatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new RpcFaultException(RpcFault.Connection, $"The connection to the node at {_options} failed: {exception.Message}", exception);
        }
    }
}
