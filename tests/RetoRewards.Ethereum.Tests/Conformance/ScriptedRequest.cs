using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>A request that a <see cref="ScriptedServer"/> received, and what may be done with it.</summary>
/// <param name="Place">How many came before it.</param>
internal sealed record ScriptedRequest(NetworkStream Stream, JsonElement Body, int Place, CancellationToken Stop)
{
    /// <summary>Whether the connection ends after this request.</summary>
    public bool IsBrokenOff { get; private set; }

    public Task ResultAsync(string result) => TextAsync($$"""{"jsonrpc":"2.0","id":{{Body.GetProperty("id")}},"result":{{result}}}""");

    public Task ErrorAsync(string error, int status = 200) =>
        TextAsync($$"""{"jsonrpc":"2.0","id":{{Body.GetProperty("id")}},"error":{{error}}}""", status);

    public Task TextAsync(string body, int status = 200)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        return WriteAsync(status, bytes.Length, bytes);
    }

    /// <summary>Announces an answer, gives part of it, and keeps the connection.</summary>
    public Task HalfAsync() => WriteAsync(200, 1_000, Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","""));

    /// <summary>Ends the connection.</summary>
    public void BreakOff() => IsBrokenOff = true;

    /// <summary>Says nothing until the client ends the connection.</summary>
    public async Task UntilTheClientHasGoneAsync()
    {
        BreakOff();
        byte[] one = new byte[1];
        try
        {
            while (await Stream.ReadAsync(one, Stop) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A connection that is reset has ended as well.
        }
    }

    private async Task WriteAsync(int status, int length, byte[] bytes)
    {
        byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
        await Stream.WriteAsync((byte[])[.. head, .. bytes], Stop);
        await Stream.FlushAsync(Stop);
    }
}
