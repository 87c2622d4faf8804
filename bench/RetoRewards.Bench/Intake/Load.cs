using System.Diagnostics;
using System.Net.Sockets;

namespace RetoRewards.Bench.Intake;

/// <summary>How long requests took.</summary>
/// <param name="Milliseconds">Of each, sorted.</param>
/// <param name="PerSecond">Requests a second over all connections.</param>
/// <param name="Processor">Microseconds of the processor that a request took, the client's share included.</param>
internal sealed record LoadResult(double[] Milliseconds, double PerSecond, double Processor)
{
    public double Percentile(double share) => Milliseconds[(int)((Milliseconds.Length - 1) * share)];
}

/// <summary>Sends requests that are ready as bytes over so many connections, each waiting for its answer, and costs next to nothing.</summary>
internal static class Load
{
    /// <exception cref="InvalidOperationException">An answer was no 200.</exception>
    public static async Task<LoadResult> RunAsync(Uri host, byte[][] requests, int connections, CancellationToken cancellationToken)
    {
        double[] milliseconds = new double[requests.Length];
        int next = -1;
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
            async () =>
            {
                using TcpClient client = new() { NoDelay = true };
                await client.ConnectAsync(host.Host, host.Port, cancellationToken);
                Socket socket = client.Client;
                byte[] buffer = new byte[16 * 1024];
                int index;
                while ((index = Interlocked.Increment(ref next)) < requests.Length)
                {
                    long sent = Stopwatch.GetTimestamp();
                    await socket.SendAsync(requests[index], SocketFlags.None, cancellationToken);
                    await ReadAnswerAsync(socket, buffer, cancellationToken);
                    milliseconds[index] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
                }
            },
            cancellationToken)));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(milliseconds);
        return new LoadResult(milliseconds, requests.Length / seconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / requests.Length);
    }

    private static async Task ReadAnswerAsync(Socket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        int have = 0;
        while (true)
        {
            have += await socket.ReceiveAsync(buffer.AsMemory(have), SocketFlags.None, cancellationToken);
            ReadOnlySpan<byte> answer = buffer.AsSpan(0, have);
            int end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                continue;
            }

            if (!answer.StartsWith("HTTP/1.1 200"u8))
            {
                throw new InvalidOperationException(System.Text.Encoding.ASCII.GetString(answer));
            }

            ReadOnlySpan<byte> head = answer[..end];
            int length = head.IndexOf("Content-Length: "u8);
            bool whole = length < 0
                ? answer.EndsWith("0\r\n\r\n"u8)
                : System.Buffers.Text.Utf8Parser.TryParse(head[(length + 16)..], out int body, out _) && have >= end + 4 + body;
            if (whole)
            {
                return;
            }
        }
    }
}
