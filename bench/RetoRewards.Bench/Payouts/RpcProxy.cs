using System.Diagnostics;
using System.Net;
using System.Text;

namespace RetoRewards.Bench.Payouts;

/// <summary>Stands before a node, passes everything on, and notes when a transaction is handed over.</summary>
internal sealed class RpcProxy : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly HttpClient http = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Uri node;
    private readonly Task serving;
    private TaskCompletionSource<long> sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RpcProxy(Uri node, int port)
    {
        this.node = node;
        Endpoint = new Uri($"http://127.0.0.1:{port}/");
        listener.Prefixes.Add(Endpoint.ToString());
        listener.Start();
        serving = Task.Run(ServeAsync);
    }

    public Uri Endpoint { get; }

    /// <summary>The timestamp of the next transaction that is handed over from now on.</summary>
    public Task<long> NextSentAsync()
    {
        sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return sent.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await serving;
        listener.Close();
        http.Dispose();
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                HttpListenerContext context = await listener.GetContextAsync();
                _ = PassAsync(context);
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(HttpListenerContext context)
    {
        try
        {
            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body, stopping.Token);
            byte[] bytes = body.ToArray();
            if (Encoding.UTF8.GetString(bytes).Contains("eth_sendRawTransaction", StringComparison.Ordinal))
            {
                sent.TrySetResult(Stopwatch.GetTimestamp());
            }

            using ByteArrayContent content = new(bytes);
            content.Headers.ContentType = new("application/json");
            using HttpResponseMessage answer = await http.PostAsync(node, content, stopping.Token);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = "application/json";
            byte[] told = await answer.Content.ReadAsByteArrayAsync(stopping.Token);
            await context.Response.OutputStream.WriteAsync(told, stopping.Token);
            context.Response.Close();
        }
        catch (Exception broken) when (broken is HttpListenerException or HttpRequestException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The service was killed in the middle of a call, which is what this measures.
            context.Response.Abort();
        }
    }
}
