using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>Makes the node under test over a scripted one.</summary>
internal static class Nodes
{
    /// <summary>No call is late on a slow machine, and a read is not repeated unless a test is about that.</summary>
    public static HttpNodeOptions Options { get; } = new()
    {
        Endpoint = new Uri("http://127.0.0.1:1/secret-key"),
        Deadline = TimeSpan.FromMinutes(2),
        MaxReadRetries = 0,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxResponseBytes = 100_000,
    };

    public static IEthereumNode At(ScriptedServer server) => At(server, Options);

    public static IEthereumNode At(ScriptedServer server, HttpNodeOptions options) => At(server.Endpoint, options);

    public static IEthereumNode At(Uri endpoint, HttpNodeOptions options) => At(endpoint, options, TimeProvider.System);

    public static IEthereumNode At(Uri endpoint, HttpNodeOptions options, TimeProvider clock) =>
        ClientUnderTest.Node(new SocketsHttpHandler { AllowAutoRedirect = false }, options with { Endpoint = endpoint }, clock);
}
