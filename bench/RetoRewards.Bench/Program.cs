using System.Globalization;
using RetoRewards.Bench;
using RetoRewards.Bench.Client;
using RetoRewards.Bench.Databases;
using RetoRewards.Bench.Imports;
using RetoRewards.Bench.Intake;
using RetoRewards.Bench.Payouts;
using RetoRewards.Bench.Redirects;

// docs/benchmarks.md says what each command measures and what the last run said.
switch (args)
{
    case ["decide"]:
        DecideBench.Run(Console.Out);
        return 0;
    case ["payouts", .. string[] more]:
        await PayoutBench.RunAsync(
            Number(more, "--rewards", 50_000),
            Number(more, "--rounds", 3),
            Text(more, "--node") is { } kind ? [kind] : [BenchChain.Anvil, BenchChain.Hardhat],
            Console.Out,
            CancellationToken.None);
        return 0;
    case ["restart", .. string[] more]:
        await RestartBench.RunAsync(Number(more, "--rounds", 5), Console.Out, CancellationToken.None);
        return 0;
    case ["memory", .. string[] more]:
        return await MemoryBench.RunAsync(Number(more, "--minutes", 70), Console.Out, CancellationToken.None);
    case ["import", .. string[] more]:
        await ImportBench.RunAsync(Number(more, "--sales", 1_000_000), Console.Out, CancellationToken.None);
        return 0;
    case ["client", .. string[] more]:
        await ClientBench.RunAsync(Number(more, "--signatures", 2_000), Number(more, "--wallets", 2_000), Number(more, "--rounds", 3), Console.Out);
        return 0;
    case ["redirect", .. string[] more]:
        await RedirectBench.RunAsync(
            Number(more, "--rounds", 5), Number(more, "--seconds", 5), Number(more, "--connections", 64), Console.Out, CancellationToken.None);
        return 0;
    case ["intake", .. string[] more]:
        await IntakeBench.RunAsync(
            Number(more, "--rounds", 5),
            Number(more, "--requests", 20_000),
            Text(more, "--connections") is { } connections ? [int.Parse(connections, CultureInfo.InvariantCulture)] : [8, 64, 256],
            Console.Out,
            CancellationToken.None);
        return 0;
    case ["postgres", .. string[] more]:
        await PostgresBench.RunAsync(
            Number(more, "--rounds", 5), Number(more, "--batches", 40), Number(more, "--seconds", 10), Console.Out, CancellationToken.None);
        return 0;
    case ["postgres-worker", .. string[] more]:
        await PostgresWorker.RunAsync(
            Text(more, "--database")!, Number(more, "--index", 0), Number(more, "--seconds", 10), Number(more, "--share", 0) / 100.0, CancellationToken.None);
        return 0;
    case ["growth", .. string[] more]:
        await GrowthBench.RunAsync(
            Text(more, "--database") ?? GrowthBench.Sqlite,
            Number(more, "--sales", 5_000_000),
            Number(more, "--batches", 20),
            Number(more, "--rewards", 10_000),
            Number(more, "--rounds", 3),
            Console.Out,
            CancellationToken.None);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: RetoRewards.Bench decide | payouts [--node anvil|hardhat] [--rewards N] [--rounds N] | restart [--rounds N] | memory [--minutes N] | intake [--rounds N] [--requests N] [--connections N] | import [--sales N] | postgres [--rounds N] [--batches N] [--seconds N] | growth [--database sqlite|postgresql] [--sales N] [--batches N] [--rewards N] [--rounds N] | client [--signatures N] [--wallets N] [--rounds N] | redirect [--rounds N] [--seconds N] [--connections N]");
        return 2;
}

static string? Text(string[] options, string name) =>
    Array.IndexOf(options, name) is >= 0 and int at && at + 1 < options.Length ? options[at + 1] : null;

static int Number(string[] options, string name, int otherwise) =>
    Text(options, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
