using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RetoRewards.Tests.Chain.Local;

/// <summary>Reads /proc: which processes run a local chain, and for whom.</summary>
internal static class ChildProcesses
{
    /// <summary>The local chains whose parent is <paramref name="parent"/>.</summary>
    public static IReadOnlyList<int> Of(int parent) =>
        [.. All().Where(process => process.Parent == parent && IsLocalNode(process.Id)).Select(process => process.Id)];

    /// <summary>All processes whose parent is <paramref name="parent"/>.</summary>
    public static IReadOnlyList<int> AllOf(int parent) => [.. All().Where(process => process.Parent == parent).Select(process => process.Id)];

    /// <summary>The local chains that were told to listen on a port. Other tests of the same process start chains at any time, so a
    /// test that means its own names it by its port.</summary>
    public static IReadOnlyList<int> OnPort(int port) =>
        [.. All().Where(process => IsLocalNode(process.Id, port)).Select(process => process.Id)];

    /// <summary>A port that nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The local chain on a port, as soon as there is one.</summary>
    public static async Task<int> NextOnPortAsync(int port, TimeSpan patience)
    {
        int found = 0;
        await UntilAsync(() => (found = OnPort(port) is [int first, ..] ? first : 0) != 0, "No local chain was started.", patience);
        return found;
    }

    /// <summary>Whether the process runs; one that has ended and waits to be collected does not.</summary>
    public static bool IsAlive(int id) => All().Any(process => process.Id == id);

    /// <summary>The first local chain that the parent starts.</summary>
    public static async Task<int> NextOfAsync(int parent, TimeSpan patience)
    {
        int found = 0;
        await UntilAsync(() => (found = Of(parent) is [int first, ..] ? first : 0) != 0, "No local chain was started.", patience);
        return found;
    }

    /// <summary>Waits until the process has ended.</summary>
    public static Task EndedAsync(int id, TimeSpan patience) => UntilAsync(() => !IsAlive(id), $"Process {id} lives on.", patience);

    private static async Task UntilAsync(Func<bool> condition, string otherwise, TimeSpan patience)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < patience, otherwise);
            await Task.Delay(50);
        }
    }

    private static IEnumerable<(int Id, int Parent)> All()
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && Read(Path.Combine(directory, "stat")) is { } stat)
            {
                // pid (name) state parent ...; the name may hold spaces and parentheses.
                string[] rest = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (rest[0] is not ("Z" or "X"))
                {
                    yield return (id, int.Parse(rest[1], CultureInfo.InvariantCulture));
                }
            }
        }
    }

    private static bool IsLocalNode(int id) =>
        Read($"/proc/{id}/cmdline")?.Contains("local-node.js", StringComparison.Ordinal) == true;

    private static bool IsLocalNode(int id, int port) => Read($"/proc/{id}/cmdline")?.Contains(
        string.Create(CultureInfo.InvariantCulture, $"local-node.js\0{port}\0"), StringComparison.Ordinal) == true;

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // The process has ended in between.
            return null;
        }
    }
}
