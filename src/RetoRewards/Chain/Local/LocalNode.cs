using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace RetoRewards.Chain.Local;

/// <summary>A Hardhat node as a child process on a port of its own.</summary>
/// <remarks>
/// The child reads its standard input and ends when that does. Only this process holds the other end of the pipe, so the
/// child ends with it, also when it is killed without a chance to clean up.
/// </remarks>
internal sealed class LocalNode : IAsyncDisposable
{
    /// <summary>How many lines of the child's errors are kept for the message about its end.</summary>
    private const int MaxLines = 20;

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly Queue<string> lastLines;
    private readonly TaskCompletionSource<string> died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool stopping;

    private LocalNode(Process process, Uri endpoint, Queue<string> lastLines)
    {
        this.process = process;
        this.lastLines = lastLines;
        Endpoint = endpoint;
        process.Exited += (_, _) => OnExited();
        process.EnableRaisingEvents = true;
    }

    /// <summary>Where it answers JSON-RPC.</summary>
    public Uri Endpoint { get; }

    /// <summary>The child's process id.</summary>
    public int ProcessId => process.Id;

    /// <summary>Completes, with a sentence for the user, when the child has ended without having been told to.</summary>
    public Task<string> Died => died.Task;

    /// <summary>Starts a node and waits until it listens.</summary>
    /// <param name="port">The port on 127.0.0.1; 0 takes a free one.</param>
    /// <exception cref="LocalNodeException">Node.js is missing, the port is taken, or the child ended.</exception>
    public static async Task<LocalNode> StartAsync(int port, CancellationToken cancellationToken)
    {
        string root = RepositoryFiles.Root();
        if (!Directory.Exists(Path.Combine(root, "node_modules", "hardhat")))
        {
            throw new LocalNodeException("Hardhat is not installed. Run 'npm ci' in the repository, or build it, which does the same.");
        }

        Process process = Start(root, port);
        Queue<string> lastLines = new();
        try
        {
            process.ErrorDataReceived += (_, line) => Keep(lastLines, line.Data);
            process.BeginErrorReadLine();
            JsonElement said = await FirstWordAsync(process.StandardOutput, cancellationToken).WaitAsync(StartDeadline, cancellationToken);
            return new LocalNode(process, EndpointOf(said, port, lastLines), lastLines);
        }
        catch (Exception exception) when (exception is LocalNodeException or TimeoutException or OperationCanceledException)
        {
            await EndAsync(process);
            throw exception is TimeoutException
                ? new LocalNodeException($"The local chain did not answer within {StartDeadline.TotalSeconds:0} seconds. {Last(lastLines)}".TrimEnd())
                : exception;
        }
    }

    /// <summary>Ends the child.</summary>
    public async ValueTask DisposeAsync()
    {
        stopping = true;
        await EndAsync(process);
    }

    private static Process Start(string root, int port)
    {
        ProcessStartInfo start = new("node")
        {
            WorkingDirectory = root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine("scripts", "local-node.js"));
        start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture));
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new LocalNodeException("Node.js was not found. Install Node.js 20 with npm (https://nodejs.org) and try again.");
        }
    }

    /// <summary>The line that the script writes when it listens, or has failed; what Node.js may print before is passed over.</summary>
    private static async Task<JsonElement> FirstWordAsync(StreamReader output, CancellationToken cancellationToken)
    {
        while (await output.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith('{'))
            {
                return JsonSerializer.Deserialize<JsonElement>(line);
            }
        }

        return JsonSerializer.Deserialize<JsonElement>("{}");
    }

    private static Uri EndpointOf(JsonElement said, int port, Queue<string> lastLines)
    {
        if (said.TryGetProperty("listening", out JsonElement listening))
        {
            return new Uri(listening.GetString()!);
        }

        string? code = said.TryGetProperty("failed", out JsonElement failed) ? failed.GetString() : null;
        string reason = said.TryGetProperty("message", out JsonElement message) ? message.GetString() ?? "" : Last(lastLines);
        throw new LocalNodeException(code == "EADDRINUSE"
            ? $"Port {port} is taken by another program. Name another one, or leave the port out to get a free one."
            : $"The local chain could not be started. {reason}".TrimEnd());
    }

    private static void Keep(Queue<string> lines, string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (lines)
        {
            lines.Enqueue(line.Trim());
            if (lines.Count > MaxLines)
            {
                lines.Dequeue();
            }
        }
    }

    private static string Last(Queue<string> lines)
    {
        lock (lines)
        {
            return lines.Count == 0 ? "" : "It wrote: " + string.Join(" | ", lines);
        }
    }

    private static async Task EndAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            using CancellationTokenSource enough = new(StopDeadline);
            try
            {
                await process.WaitForExitAsync(enough.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private void OnExited()
    {
        if (!stopping)
        {
            died.TrySetResult(
                $"The local chain ended while it was needed (exit code {process.ExitCode}). What was paid on it is gone with it; run the command again. {Last(lastLines)}".TrimEnd());
        }
    }
}
