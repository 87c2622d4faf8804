using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace RetoRewards.Tests.Faults;

/// <summary>docs/faults.md and docs/guards.md and what they name stay true: removals apply, tests exist and name their fault or behaviour.
/// scripts/faults.js does the rest.</summary>
public sealed partial class FaultTableTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    [Fact]
    public async Task Every_removal_still_applies()
    {
        List<string> broken = [];
        foreach (string patch in Removals())
        {
            using Process git = Process.Start(new ProcessStartInfo("git", ["apply", "--check", patch]) { WorkingDirectory = Root, RedirectStandardError = true })!;
            string errors = await git.StandardError.ReadToEndAsync();
            await git.WaitForExitAsync();
            if (git.ExitCode != 0)
            {
                broken.Add($"{patch}: {errors.Trim()}");
            }
        }

        Assert.True(broken.Count == 0, "Make these removals anew for the code as it is:\n" + string.Join('\n', broken));
    }

    [Fact]
    public void Every_removal_belongs_to_a_row_and_every_row_has_what_it_names()
    {
        List<Row> rows = [.. Rows()];
        string[] named = [.. rows.SelectMany(row => row.Patches).Distinct()];
        string[] there = Removals();

        Assert.True(rows.Count >= 100, $"Only {rows.Count} rows were read.");
        Assert.Empty(there.Except(named));
        Assert.Empty(named.Except(there));
    }

    [Fact]
    public void Every_test_of_a_row_exists_and_names_its_fault_or_behaviour()
    {
        string[] sources = [.. Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)];
        List<string> missing = [];
        foreach (Row row in Rows())
        {
            Assert.NotEmpty(row.Tests);
            foreach ((string type, string method) in row.Tests)
            {
                // A partial class lies in several files; the one that holds the test is to name the fault.
                string? source = sources.FirstOrDefault(text => text.Contains($"class {type}", StringComparison.Ordinal)
                    && Regex.IsMatch(text, $@"\b{method}\("));
                if (source is null)
                {
                    missing.Add($"{type}.{method} is not there");
                    continue;
                }

                missing.AddRange(row.Names
                    .Select(name => char.IsAsciiDigit(name[0]) ? $"[Trait(\"Fault\", \"{name}\")]" : $"[Trait(\"Behaviour\", \"{name}\")]")
                    .Where(trait => !source.Contains(trait, StringComparison.Ordinal))
                    .Select(trait => $"{type} has no {trait}"));
            }
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing.Distinct()));
    }

    private static string[] Removals() => [.. new[] { "faults", "guards" }
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Root, "tests", folder), "*.patch")
            .Select(file => $"tests/{folder}/{Path.GetFileName(file)}"))];

    private static IEnumerable<Row> Rows()
    {
        foreach (string line in new[] { "faults.md", "guards.md" }.SelectMany(table => File.ReadAllLines(Path.Combine(Root, "docs", table))))
        {
            string[] cells = [.. line.Split('|').Select(cell => cell.Trim())];
            if (cells.Length == 6 && Names().Match(cells[1]) is { Success: true } names)
            {
                yield return new Row(
                    names.Value.Split(", "),
                    [.. Tests().Matches(cells[2]).Select(match => (match.Groups[1].Value, match.Groups[2].Value))],
                    [.. Patches().Matches(cells[3]).Select(match => match.Groups[1].Value)]);
            }
        }
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    [GeneratedRegex("^[A-Z]?[0-9]+(, [A-Z]?[0-9]+)*")]
    private static partial Regex Names();

    [GeneratedRegex("`([A-Za-z]+)\\.([A-Za-z_0-9]+)`")]
    private static partial Regex Tests();

    [GeneratedRegex("`(tests/(?:faults|guards)/[\\w.-]+\\.patch)`")]
    private static partial Regex Patches();

    private sealed record Row(string[] Names, (string Type, string Method)[] Tests, string[] Patches);
}
