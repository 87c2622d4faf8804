using System.Diagnostics;
using System.Globalization;

namespace RetoRewards.Observability;

/// <summary>Named places at which tests kill the process, as <c>kill -9</c> does. Compiled into debug builds only.</summary>
/// <remarks>
/// The variable <c>RETO_FAIL=name:n</c> kills at the n-th passing of the named place. Without it nothing happens.
/// </remarks>
internal static class Failpoint
{
    private static readonly (string Name, int Count) Armed = Read(Environment.GetEnvironmentVariable("RETO_FAIL"));

    private static int passed;

    [Conditional("DEBUG")]
    public static void Pass(string name)
    {
        if (name == Armed.Name && Interlocked.Increment(ref passed) == Armed.Count)
        {
            using Process self = Process.GetCurrentProcess();
            self.Kill();
            // The signal may take a moment; nothing behind this place may run.
            using ManualResetEventSlim never = new();
            never.Wait();
        }
    }

    private static (string Name, int Count) Read(string? setting)
    {
        string[] parts = setting?.Split(':') ?? [];
        return parts.Length == 2 ? (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture)) : ("", 0);
    }
}
