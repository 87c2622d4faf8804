using System.Runtime.CompilerServices;

namespace RetoRewards.Domain.Tests.Referrals;

/// <summary>Reads the published cases under tests/vectors/geo.</summary>
internal static class GeoVectors
{
    public static IReadOnlyList<string[]> Read(string file, [CallerFilePath] string here = "")
    {
        string tests = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
        return [.. File.ReadAllLines(Path.Combine(tests, "vectors", "geo", file)).Select(line => line.Split(' '))];
    }
}
