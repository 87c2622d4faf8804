using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using RetoRewards.Chain.Local;
using RetoRewards.Cli;
using RetoRewards.Cli.Demo;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Sales.Files;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Chain.Local;

namespace RetoRewards.Tests.Cli;

[Collection(LocalChain.Collection)]
public sealed class DemoCommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    [Fact]
    public async Task Sample_sales_become_tokens_in_wallets_and_every_row_has_an_outcome()
    {
        int exitCode = await RunAsync(new DemoOptions { Json = true });

        Assert.Equal(0, exitCode);
        JsonElement summary = JsonSerializer.Deserialize<JsonElement>(output.ToString());
        Dictionary<string, int> outcomes = summary.GetProperty("outcomes").Deserialize<Dictionary<string, int>>()!;
        Assert.Equal(337, summary.GetProperty("salesRead").GetInt32());
        Assert.Equal(337, outcomes.Values.Sum());
        Assert.Equal(289, outcomes["rewarded"]);
        Assert.Equal(289, summary.GetProperty("rewarded").GetInt32());
        Assert.Equal(4, outcomes["refused:row_malformed"]);
        Assert.Equal(1, outcomes["refused:content_conflict"]);
        Assert.Equal(1, outcomes["refused:event_conflict"]);
        Assert.Equal(1, outcomes["repeated"]);
        Assert.Equal("7275.086", summary.GetProperty("paid").GetString());
        Assert.Equal("0", summary.GetProperty("owed").GetString());
        Assert.Equal("0", summary.GetProperty("unexplained").GetString());
        Assert.InRange(summary.GetProperty("batches").GetInt32(), 1, 16);
        Assert.InRange(summary.GetProperty("gasPerReward").GetInt64(), 500, 60_000);
        Assert.True(summary.GetProperty("seconds").GetDouble() > 0);
        Assert.Contains("Paying on chain: ", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_unit_too_much_a_deleted_posting_and_an_extra_payment_are_each_found()
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            path, "sale_number,sold_at,currency,unit_price,referrer\nS-1,2025-03-01T10:15:00Z,GBP,20,anna\nS-2,2025-03-01T10:15:00Z,GBP,40,boris\n");
        DemoOptions options = new() { SalesPath = path };
        SalesSurvey survey = await SalesSurvey.OfAsync(path, StandardMapping.Name, CancellationToken.None);
        DemoRun run = new(options, new DemoProgress(Spectre.Console.AnsiConsole.Console, isTerminal: false, TimeProvider.System));
        await using DemoWorld world = await run.StartAsync(CancellationToken.None);
        DemoSummary summary = await run.ExecuteAsync(world, path, survey, CancellationToken.None);
        Assert.Equal("30", summary.Paid);
        Assert.True(summary.IsWhole);

        await DemoPlanting.SendToAWalletAsync(world, baseUnits: 1);
        DemoComparison oneTooMuch = await DemoPlanting.CompareAsync(world);
        await DemoPlanting.DeleteAPostingAsync(world);
        DemoComparison forgotten = await DemoPlanting.CompareAsync(world);
        await DemoPlanting.PayAStrangerAsync(world, baseUnits: 3);
        DemoComparison paidTwice = await DemoPlanting.CompareAsync(world);

        Assert.Equal("0.000000000000000001", DemoSummary.Tokens(oneTooMuch.UnexplainedBaseUnits));
        Assert.Equal("10", DemoSummary.Tokens(forgotten.UnexplainedBaseUnits));
        Assert.Equal("10.000000000000000003", DemoSummary.Tokens(paidTwice.UnexplainedBaseUnits));
        Assert.False((summary with { Unexplained = DemoSummary.Tokens(oneTooMuch.UnexplainedBaseUnits) }).IsWhole);
        File.Delete(path);
    }

    [Fact]
    public async Task A_date_that_cannot_be_costs_its_own_row_and_no_other()
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            path,
            """
            sale_number,sold_at,currency,unit_price,referrer
            S-1,1960-03-01T10:15:00Z,GBP,20,anna
            S-2,0025-03-01T10:15:00Z,GBP,20,anna
            S-3,2025-03-01T10:15:00Z,GBP,20,anna
            S-4,2999-03-01T10:15:00Z,GBP,20,anna

            """);

        int exitCode = await RunAsync(new DemoOptions { Json = true, SalesPath = path });

        Assert.Equal(0, exitCode);
        JsonElement outcomes = JsonSerializer.Deserialize<JsonElement>(output.ToString()).GetProperty("outcomes");
        Assert.Equal(1, outcomes.GetProperty("rewarded").GetInt32());
        Assert.Equal(2, outcomes.GetProperty("refused:campaign_not_yet_live").GetInt32());
        Assert.Equal(1, outcomes.GetProperty("refused:sold_in_future").GetInt32());
    }

    [Fact]
    public async Task A_missing_file_is_told_in_a_sentence()
    {
        int exitCode = await RunAsync(new DemoOptions { SalesPath = "no-such-file.csv" });

        Assert.Equal(DemoCommand.Failed, exitCode);
        Assert.Equal("There is no file no-such-file.csv.", errors.ToString().Trim());
    }

    [Fact]
    public async Task An_unknown_mapping_is_told_in_a_sentence()
    {
        int exitCode = await RunAsync(new DemoOptions { Mapping = "mine" });

        Assert.Equal(DemoCommand.Failed, exitCode);
        Assert.Equal("There is no mapping 'mine'. There are: standard, online-retail, northwind.", errors.ToString().Trim());
    }

    [Fact]
    public async Task A_database_of_an_earlier_chain_is_refused()
    {
        string path = Path.GetTempFileName();

        int exitCode = await RunAsync(new DemoOptions { DatabasePath = path });

        Assert.Equal(DemoCommand.Failed, exitCode);
        Assert.Contains("name another file", errors.ToString(), StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public async Task A_taken_chain_port_is_told_in_a_sentence()
    {
        await using LocalNode other = await LocalNode.StartAsync(0, CancellationToken.None);

        int exitCode = await RunAsync(new DemoOptions { ChainPort = other.Endpoint.Port });

        Assert.Equal(DemoCommand.Failed, exitCode);
        Assert.StartsWith($"Port {other.Endpoint.Port} is taken", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_of_the_API_is_told_before_the_work()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        int exitCode = await RunAsync(new DemoOptions { Stay = true, Port = port });

        Assert.Equal(DemoCommand.Failed, exitCode);
        Assert.Equal(
            $"Port {port} is taken or may not be used. Stop what listens there, or name another one with --port.", errors.ToString().Trim());
    }

    [Fact]
    public async Task A_machine_without_Node_is_told_what_to_install()
    {
        using Process demo = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(DemoCommand).Assembly.Location, "demo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = "/nonexistent" },
        })!;
        string said = await demo.StandardError.ReadToEndAsync();
        await demo.WaitForExitAsync(new CancellationTokenSource(Patience).Token);

        Assert.Equal(DemoCommand.Failed, demo.ExitCode);
        Assert.StartsWith("Node.js was not found. Install Node.js 20 with npm", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_dies_while_it_is_needed_is_told_in_a_sentence()
    {
        int port = ChildProcesses.FreePort();
        Task<int> running = RunAsync(new DemoOptions { ChainPort = port });
        int chain = await ChildProcesses.NextOnPortAsync(port, Patience);
        await UsedAsync(port);

        using (Process process = Process.GetProcessById(chain))
        {
            process.Kill();
        }

        Assert.Equal(DemoCommand.Failed, await running.WaitAsync(Patience));
        Assert.Contains("The local chain ended while it was needed", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Amounts_are_written_without_rounding()
    {
        Assert.Equal("0", DemoSummary.Tokens(0));
        Assert.Equal("0.000000000000000001", DemoSummary.Tokens(1));
        Assert.Equal("1", DemoSummary.Tokens(System.Numerics.BigInteger.Pow(10, 18)));
        Assert.Equal("-12.5", DemoSummary.Tokens(-125 * System.Numerics.BigInteger.Pow(10, 17)));
    }

    /// <summary>Waits until the chain on the port has its first block, so that the demo is in the middle of its work, however fast.</summary>
    private static async Task UsedAsync(int port)
    {
        using HttpClient http = new();
        HttpNodeOptions options = new() { Endpoint = new Uri($"http://127.0.0.1:{port}"), Deadline = Patience };
        HttpEthereumNode node = new(http, options, TimeProvider.System);
        long began = TimeProvider.System.GetTimestamp();
        while (!await HasBlocksAsync(node))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "The chain was not used.");
            await Task.Delay(10);
        }
    }

    private static async Task<bool> HasBlocksAsync(HttpEthereumNode node)
    {
        try
        {
            return await node.GetBlockNumberAsync(CancellationToken.None) > 0;
        }
        catch (RpcFaultException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private Task<int> RunAsync(DemoOptions options) => DemoCommand.RunAsync(options, output, errors, CancellationToken.None);
}
