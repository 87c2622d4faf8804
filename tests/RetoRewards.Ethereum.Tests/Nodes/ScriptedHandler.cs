using System.Net;
using System.Text;
using System.Text.Json;

namespace RetoRewards.Ethereum.Tests.Nodes;

/// <summary>A node in a script: answers each request with what the test says, and keeps what was asked.</summary>
internal sealed class ScriptedHandler(Func<JsonElement, int, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private readonly Lock _lock = new();

    public List<JsonElement> Requests { get; } = [];

    public static ScriptedHandler Always(Func<JsonElement, HttpResponseMessage> answer) =>
        new((request, _, _) => Task.FromResult(answer(request)));

    public static HttpResponseMessage Text(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Result(JsonElement request, string result) =>
        Text($$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":{{result}}}""");

    public static HttpResponseMessage Error(JsonElement request, string error, HttpStatusCode status = HttpStatusCode.OK) =>
        Text($$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"error":{{error}}}""", status);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using JsonDocument document = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
        JsonElement body = document.RootElement.Clone();
        int place;
        lock (_lock)
        {
            place = Requests.Count;
            Requests.Add(body);
        }

        return await answer(body, place, cancellationToken);
    }
}
