using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RetoRewards.Tests.Faults.Proxy;

/// <summary>Stands before a node and does to chosen methods what networks and bad nodes do: drops, delays, duplicates, lies, truncates.</summary>
/// <remarks>
/// Rules are tried in the order in which they were added, and the first that takes the call decides. A request of several calls suffers
/// the worst that befalls one of them. With a <see cref="GethPool"/> it also holds transactions as a public node's pool does.
/// </remarks>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly HttpClient http = new();
    private readonly ConcurrentQueue<Rule> rules = new();
    private readonly ConcurrentQueue<(string Method, string Call)> seen = new();

    private FaultProxy(Uri upstream, WebApplication application)
    {
        Upstream = upstream;
        this.application = application;
    }

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    /// <summary>The node behind it.</summary>
    public Uri Upstream { get; set; }

    /// <summary>While true nothing is answered at all, as if nobody listened.</summary>
    public bool IsDown { get; set; }

    /// <summary>Decides over signed transactions when it is there.</summary>
    public GethPool? Pool { get; set; }

    /// <summary>The setting that sends a service through this proxy.</summary>
    public string Setting => $"--Chain:Endpoints:0={Endpoint}";

    public static async Task<FaultProxy> StartAsync(Uri upstream)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        FaultProxy proxy = new(upstream, application);
        application.MapPost("/", proxy.HandleAsync);
        await application.StartAsync();
        proxy.Endpoint = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    /// <summary>Does something to the next calls of a method.</summary>
    /// <param name="times">How many of them; afterwards calls pass.</param>
    public void On(string method, NodeFault fault, int times = int.MaxValue) => rules.Enqueue(new Rule(method, fault, times));

    /// <summary>Lets everything pass again.</summary>
    public void Clear() => rules.Clear();

    /// <summary>How many calls of a method came.</summary>
    public int Count(string method) => seen.Count(call => call.Method == method);

    /// <summary>The calls of a method as they came, the oldest first.</summary>
    public string[] Calls(string method) => [.. seen.Where(call => call.Method == method).Select(call => call.Call)];

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        http.Dispose();
    }

    /// <summary>Hands a call to the node without any fault.</summary>
    public async Task<JsonNode> ForwardAsync(string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync(Upstream, content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task HandleAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        JsonNode request = JsonNode.Parse(await reader.ReadToEndAsync())!;
        JsonObject[] calls = request is JsonArray many ? [.. many.Select(one => one!.AsObject())] : [request.AsObject()];
        if (IsDown)
        {
            context.Abort();
            return;
        }

        List<JsonNode> answers = [];
        bool truncated = false;
        foreach (JsonObject call in calls)
        {
            string method = call["method"]!.GetValue<string>();
            seen.Enqueue((method, call.ToJsonString()));
            NodeFault? fault = rules.FirstOrDefault(rule => rule.Takes(method))?.Fault;
            JsonNode? answer = await AnswerAsync(call, method, fault);
            if (fault is NodeFault.Status status)
            {
                context.Response.StatusCode = status.Code;
                return;
            }

            if (answer is null)
            {
                context.Abort();
                return;
            }

            truncated |= fault is NodeFault.Truncate;
            answers.Add(answer);
        }

        string text = request is JsonArray ? new JsonArray([.. answers]).ToJsonString() : answers[0].ToJsonString();
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(truncated ? text[..(text.Length / 2)] : text);
    }

    /// <returns>The answer; null for none at all.</returns>
    private async Task<JsonNode?> AnswerAsync(JsonObject call, string method, NodeFault? fault)
    {
        switch (fault)
        {
            case NodeFault.Drop or NodeFault.Status:
                return null;
            case NodeFault.Lie lie:
                JsonNode truth = lie.AsksNode ? await PassAsync(call, method) : new JsonObject();
                return Answer(call, "result", lie.Tell(truth["result"]?.DeepClone()));
            case NodeFault.Refuse refuse:
                return Answer(call, "error", new JsonObject { ["code"] = -32000, ["message"] = refuse.Message });
            case NodeFault.Delay delay:
                await Task.Delay(delay.By);
                return await PassAsync(call, method);
            case NodeFault.Duplicate:
                await PassAsync(call, method);
                return await PassAsync(call, method);
            case NodeFault.DropAnswer:
                await PassAsync(call, method);
                return null;
            default:
                return await PassAsync(call, method);
        }
    }

    private async Task<JsonNode> PassAsync(JsonObject call, string method)
    {
        if (Pool is { } pool && method == "eth_sendRawTransaction")
        {
            (string? hash, string? refusal) = await pool.TakeAsync(this, call["params"]![0]!.GetValue<string>());
            return refusal is null
                ? Answer(call, "result", JsonValue.Create(hash))
                : Answer(call, "error", new JsonObject { ["code"] = -32000, ["message"] = refusal });
        }

        return await ForwardAsync(call.ToJsonString());
    }

    private static JsonObject Answer(JsonObject call, string member, JsonNode? value) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone(), [member] = value };

    private sealed class Rule(string method, NodeFault fault, int times)
    {
        private int left = times;

        public NodeFault Fault => fault;

        public bool Takes(string called) => (method == "*" || called == method) && (left == int.MaxValue || Interlocked.Decrement(ref left) >= 0);
    }
}

/// <summary>What befalls a call.</summary>
internal abstract record NodeFault
{
    /// <summary>It never reaches the node, and the connection breaks.</summary>
    public sealed record Drop : NodeFault;

    /// <summary>The node acts on it, and the connection breaks before the answer.</summary>
    public sealed record DropAnswer : NodeFault;

    /// <summary>It comes late.</summary>
    public sealed record Delay(TimeSpan By) : NodeFault;

    /// <summary>The node gets it twice; the second answer comes back.</summary>
    public sealed record Duplicate : NodeFault;

    /// <summary>Half of the answer comes back.</summary>
    public sealed record Truncate : NodeFault;

    /// <summary>An HTTP status in place of an answer, such as 429 or 500; the node never sees the call.</summary>
    public sealed record Status(int Code) : NodeFault;

    /// <summary>An error in place of an answer; the node never sees the call.</summary>
    public sealed record Refuse(string Message) : NodeFault;

    /// <summary>Another result than the node's.</summary>
    /// <param name="Tell">Makes it of the node's own; of null when the node is not asked.</param>
    /// <param name="AsksNode">Whether the node acts on the call at all.</param>
    public sealed record Lie(Func<JsonNode?, JsonNode?> Tell, bool AsksNode = true) : NodeFault;
}
