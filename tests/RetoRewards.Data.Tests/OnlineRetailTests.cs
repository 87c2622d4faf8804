using System.Diagnostics;
using System.Numerics;
using System.Text.Json;

namespace RetoRewards.Data.Tests;

/// <summary>All invoices of Online Retail through the main job, against the counts of a script that shares nothing with it.</summary>
public sealed class OnlineRetailTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task All_invoices_end_as_the_counting_script_says_and_ledger_and_chain_agree()
    {
        string invoices = Path.Combine(Data(), "online-retail", "invoices.csv");

        JsonElement expected = await RunAsync("python3", [Path.Combine(Root(), "scripts", "count-invoices.py"), invoices]);
        JsonElement summary = await RunAsync(
            "dotnet", [Service(), "demo", "--sales", invoices, "--mapping", "online-retail", "--json"]);

        Assert.Equal(25_943, summary.GetProperty("salesRead").GetInt32());
        Assert.Equal(Outcomes(expected), Outcomes(summary));
        Assert.Equal(25_943, Outcomes(summary).Values.Sum());
        Assert.True(summary.GetProperty("rewarded").GetInt32() >= 18_000);
        Assert.Equal(expected.GetProperty("rewarded").GetInt32(), summary.GetProperty("rewarded").GetInt32());
        Assert.Equal(expected.GetProperty("referrers").GetInt32(), summary.GetProperty("referrers").GetInt32());
        Assert.Equal(BigInteger.Parse(expected.GetProperty("paid").GetString()!), BaseUnits(summary.GetProperty("paid").GetString()!));
        Assert.Equal("0", summary.GetProperty("owed").GetString());
        Assert.Equal("0", summary.GetProperty("unexplained").GetString());
    }

    /// <summary>The counts are those that the domain decides from the same files (NorthwindTests), by another reader of them.</summary>
    [Fact]
    public async Task Northwinds_orders_are_joined_with_their_lines_and_paid()
    {
        string lines = Path.Combine(Data(), "northwind", "order-details.csv");

        JsonElement summary = await RunAsync("dotnet", [Service(), "demo", "--sales", lines, "--mapping", "northwind", "--json"]);

        Assert.Equal(830, summary.GetProperty("salesRead").GetInt32());
        Assert.Equal(new SortedDictionary<string, int> { ["rewarded"] = 809, ["waiting:delivery"] = 21 }, Outcomes(summary));
        Assert.Equal(9, summary.GetProperty("referrers").GetInt32());
        Assert.Equal("0", summary.GetProperty("owed").GetString());
        Assert.Equal("0", summary.GetProperty("unexplained").GetString());
    }

    private static SortedDictionary<string, int> Outcomes(JsonElement summary) =>
        summary.GetProperty("outcomes").Deserialize<SortedDictionary<string, int>>()!;

    private static BigInteger BaseUnits(string tokens)
    {
        string[] parts = tokens.Split('.');
        return BigInteger.Parse(parts[0] + (parts.Length == 1 ? "" : parts[1]).PadRight(18, '0'));
    }

    private static async Task<JsonElement> RunAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource enough = new(Patience);
        await process.WaitForExitAsync(enough.Token);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.\n{await output}\n{await errors}");
        return JsonSerializer.Deserialize<JsonElement>(await output);
    }

    private static string Data() =>
        Environment.GetEnvironmentVariable("RETO_DATA")
            ?? throw new InvalidOperationException("Set RETO_DATA to the folder of the real data; CONTRIBUTING.md says where it comes from.");

    private static string Service() => Path.Combine(AppContext.BaseDirectory, "RetoRewards.dll");

    private static string Root()
    {
        DirectoryInfo at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "RetoRewards.sln")))
        {
            at = at.Parent ?? throw new InvalidOperationException("The tests do not run from a clone.");
        }

        return at.FullName;
    }
}
