using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Retry;

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
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline _reads;
    private long _lastId;

    /// <summary>Makes a client of one node.</summary>
    /// <param name="http">
    /// Sends the requests and stays the caller's; give it no deadline shorter than the options' own, and a handler that follows no redirects.
    /// </param>
    /// <param name="options">How to ask.</param>
    /// <param name="clock">Measures deadlines and waits.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public HttpEthereumNode(HttpClient http, HttpNodeOptions options, TimeProvider clock)
    {
        Check(options);
        _http = http;
        _options = options;
        _clock = clock;
        _reads = options.MaxReadRetries == 0 ? ResiliencePipeline.Empty : Retrying(options, clock);
    }

    /// <inheritdoc/>
    public async Task<JsonElement> SendAsync(RpcCall call, CancellationToken cancellationToken)
    {
        IReadOnlyList<RpcReply> replies = await RoundAsync([call], single: true, cancellationToken);
        return replies[0].Require();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        List<RpcReply> replies = new(calls.Count);
        foreach (RpcCall[] chunk in calls.Chunk(_options.MaxBatchCalls))
        {
            replies.AddRange(await RoundAsync(chunk, single: false, cancellationToken));
        }

        return replies;
    }

    /// <summary>Where it asks, without path or key.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => _options.ToString();

    private static ResiliencePipeline Retrying(HttpNodeOptions options, TimeProvider clock) =>
        new ResiliencePipelineBuilder { Name = "ethereum-reads", TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RpcFaultException>(),
                MaxRetryAttempts = options.MaxReadRetries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();

    private static void Check(HttpNodeOptions options)
    {
        if (!options.Endpoint.IsAbsoluteUri || options.Endpoint.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException("The node's endpoint must be an absolute HTTP or HTTPS address.", nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Deadline, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxReadRetries);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatchCalls, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxResponseBytes, 1);
    }

    private async Task<IReadOnlyList<RpcReply>> RoundAsync(RpcCall[] calls, bool single, CancellationToken cancellationToken) =>
        calls.All(ReadMethods.Holds)
            ? await _reads.ExecuteAsync(async token => await OnceAsync(calls, single, token), cancellationToken)
            : await OnceAsync(calls, single, cancellationToken);

    private async Task<IReadOnlyList<RpcReply>> OnceAsync(RpcCall[] calls, bool single, CancellationToken cancellationToken)
    {
        long firstId = Interlocked.Add(ref _lastId, calls.Length) - calls.Length + 1;
        byte[] body = RpcWire.Write(calls, firstId, single);
        using CancellationTokenSource deadline = new(_options.Deadline, _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, _options.Endpoint) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = Json;
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            byte[] answer = await BodyAsync(response, either.Token);
            return RpcWire.Read(answer, calls, firstId, single, response.StatusCode);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new RpcFaultException(RpcFault.Timeout, $"The node did not answer within {_options.Deadline.TotalSeconds:0.###} s.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new RpcFaultException(RpcFault.Connection, $"The connection to the node at {_options} failed: {exception.Message}", exception);
        }
    }

    private async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode is HttpStatusCode.TooManyRequests)
        {
            throw new RpcFaultException(RpcFault.Busy, "The node asks to come back later (HTTP 429).");
        }

        long? announced = response.Content.Headers.ContentLength;
        if (announced > _options.MaxResponseBytes)
        {
            throw TooLarge();
        }

        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream buffer = new((int)(announced ?? 0));
        byte[] chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > _options.MaxResponseBytes)
            {
                throw TooLarge();
            }

            buffer.Write(chunk.AsSpan(0, read));
        }

        return buffer.ToArray();
    }

    private RpcFaultException TooLarge() =>
        new(RpcFault.Rubbish, $"The node's answer is over the limit of {_options.MaxResponseBytes} bytes.");
}
