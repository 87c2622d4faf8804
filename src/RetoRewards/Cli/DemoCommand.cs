using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using RetoRewards.Campaigns;
using RetoRewards.Chain.Local;
using RetoRewards.Cli.Demo;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Persistence;
using RetoRewards.Sales.Files;
using Spectre.Console;

namespace RetoRewards.Cli;

/// <summary><c>demo</c>: the whole way from sales in a file to tokens in wallets, on a chain of its own.</summary>
internal static class DemoCommand
{
    /// <summary>Exit code when ledger and chain differ, or something that was promised was not paid.</summary>
    public const int NotWhole = 1;

    /// <summary>Exit code when it could not be done; standard error says why.</summary>
    public const int Failed = 2;

    /// <summary>Exit code when it was stopped, as shells have it for Ctrl-C.</summary>
    public const int Stopped = 130;

    /// <summary>How long a broken connection may mean that the chain's end has not been noticed yet.</summary>
    private static readonly TimeSpan NoticeDeadline = TimeSpan.FromSeconds(2);

    private static readonly Option<string?> Sales = new("--sales")
    {
        Description = "A file of sales: CSV, NDJSON or XLSX (docs/import.md); a sample when left out.",
    };

    private static readonly Option<string> Mapping = new("--mapping")
    {
        Description = $"How the file's columns become sales: {string.Join(", ", ReadyMappings.Names)}.",
        DefaultValueFactory = _ => StandardMapping.Name,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the summary as one JSON object." };

    private static readonly Option<bool> Stay = new("--stay") { Description = "Leave the chain and the API running until stopped." };

    private static readonly Option<string?> Database = new("--database")
    {
        Description = "The database to make; a temporary one when left out.",
    };

    private static readonly Option<int> Port = new("--port") { Description = "The API's port with --stay; a free one when left out." };

    private static readonly Option<int> ChainPort = new("--chain-port") { Description = "The local chain's port; a free one when left out." };

    public static Command Create()
    {
        Command command = new("demo", "Sales from a file become tokens in wallets, on a local chain that this starts.")
        {
            Sales, Mapping, Json, Stay, Database, Port, ChainPort,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            new DemoOptions
            {
                SalesPath = result.GetValue(Sales),
                Mapping = result.GetRequiredValue(Mapping),
                Json = result.GetValue(Json),
                Stay = result.GetValue(Stay),
                DatabasePath = result.GetValue(Database),
                Port = result.GetValue(Port),
                ChainPort = result.GetValue(ChainPort),
            },
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    /// <returns>0 when everything promised was paid and ledger and chain agree; otherwise one of the codes above.</returns>
    public static async Task<int> RunAsync(DemoOptions options, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            return await RunWithChainAsync(options, output, errors, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await errors.WriteLineAsync("Stopped. The local chain has been ended with everything on it.");
            return Stopped;
        }
        catch (Exception exception) when (exception is LocalNodeException or SaleFileException or DemoException
            or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(exception.Message);
            return Failed;
        }
    }

    private static async Task<int> RunWithChainAsync(
        DemoOptions options, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        string salesPath = SalesPath(options);
        RefuseOldDatabase(options);
        RefuseTakenPort(options);
        SalesSurvey survey = await SalesSurvey.OfAsync(salesPath, options.Mapping, cancellationToken);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors) });
        DemoProgress progress = new(console, !Console.IsErrorRedirected, TimeProvider.System);
        DemoRun run = new(options, progress);
        await using DemoWorld world = await run.StartAsync(cancellationToken);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = world.ChainDied.ContinueWith(_ => ended.Cancel(), cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            DemoSummary summary = await run.ExecuteAsync(world, salesPath, survey, ended.Token);
            await output.WriteLineAsync(options.Json ? summary.ToJson() : DemoReport.Write(summary));
            if (options.Stay)
            {
                await StayAsync(world, errors, ended.Token);
            }

            return summary.IsWhole ? 0 : NotWhole;
        }
        catch (Exception exception) when (
            exception is OperationCanceledException or RpcFaultException && !cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAny(world.ChainDied, Task.Delay(NoticeDeadline, cancellationToken));
            throw world.ChainDied.IsCompleted
                ? new LocalNodeException(await world.ChainDied)
                : new DemoException($"The local chain did not answer: {exception.Message}");
        }
    }

    private static string SalesPath(DemoOptions options)
    {
        string path = options.SalesPath ?? Path.Combine(RepositoryFiles.Root(), "samples", "sales.csv");
        return File.Exists(path) ? path : throw new DemoException($"There is no file {path}.");
    }

    private static void RefuseOldDatabase(DemoOptions options)
    {
        if (options.DatabasePath is not null && File.Exists(options.DatabasePath))
        {
            throw new DemoException(
                $"{options.DatabasePath} exists. Each demonstration has a new chain, which an old database does not belong to: name another file.");
        }
    }

    /// <summary>Said before the work and not after it, when the API is to listen at last.</summary>
    private static void RefuseTakenPort(DemoOptions options)
    {
        if (!options.Stay || options.Port == 0)
        {
            return;
        }

        try
        {
            using TcpListener listener = new(IPAddress.Loopback, options.Port);
            listener.Start();
        }
        catch (SocketException)
        {
            throw new DemoException(
                $"Port {options.Port} is taken or may not be used. Stop what listens there, or name another one with --port.");
        }
    }

    /// <summary>Leaves the API and the stages running, with an administrator's key to try them.</summary>
    private static async Task StayAsync(DemoWorld world, TextWriter errors, CancellationToken cancellationToken)
    {
        CreateApiKey create = world.Services.GetRequiredService<CreateApiKey>();
        ApiKeyCreated key = DemoPartner.Require(await world.Gate.WriteAsync(
            WritePriority.Intake,
            write => Task.FromResult(create.ExecuteForAdministrator(write, new CreateApiKeyRequest("demonstration"))),
            cancellationToken));
        await world.Application.StartAsync(cancellationToken);
        await errors.WriteLineAsync($"The API answers at {string.Join(", ", world.Application.Urls)}, the chain at {world.ChainEndpoint}.");
        await errors.WriteLineAsync($"An administrator's key for it: {key.Secret.Text}");
        await errors.WriteLineAsync("Stop with Ctrl-C.");
        await world.Application.WaitForShutdownAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
