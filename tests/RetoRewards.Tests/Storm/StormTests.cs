using System.Globalization;
using System.Text.Json;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Persistence;
using Xunit.Abstractions;

namespace RetoRewards.Tests.Storm;

/// <summary>
/// The storm (docs/storm.md): rounds of twenty kills over two thousand rewards. One round each by default; with
/// <c>RETO_STORM_KILLS</c> as many as that takes, and with <c>RETO_STORM_FOLDER</c> a later run goes on where this one ended.
/// </summary>
[Collection(LocalChain.Collection)]
public sealed class StormTests(LocalChain chain, ITestOutputHelper output)
{
    private const int KillsPerRound = 20;

    [Fact]
    [Trait("Fault", "6")]
    public Task Storm_on_SQLite_pays_every_reward_once() => RunAsync("sqlite", 1);

    [PostgresFact]
    [Trait("Fault", "51")]
    public Task Storm_on_PostgreSQL_pays_every_reward_once() => OnOwnServerAsync("postgresql", 1);

    [PostgresFact]
    [Trait("Fault", "48")]
    [Trait("Fault", "49")]
    public Task Storm_of_two_processes_pays_every_reward_once() => OnOwnServerAsync("two-processes", 2);

    private async Task OnOwnServerAsync(string name, int processes)
    {
        string folder = Path.Combine(Path.GetTempPath(), "retorewards-storm-" + Guid.NewGuid().ToString("N"));
        await using PostgresServer server = await PostgresServer.StartAsync(folder, durable: true);
        await server.MakeTemplateAsync();
        TestDatabases.OnPostgres = true;
        TestDatabases.OwnServer = server;
        await RunAsync(name, processes);
    }

    private async Task RunAsync(string name, int processes)
    {
        int target = int.Parse(Environment.GetEnvironmentVariable("RETO_STORM_KILLS") ?? "20", CultureInfo.InvariantCulture);
        string? folder = Environment.GetEnvironmentVariable("RETO_STORM_FOLDER");
        string? record = folder is null ? null : Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".jsonl");
        int done = record is null || !File.Exists(record)
            ? 0
            : (await File.ReadAllLinesAsync(record)).Sum(line => JsonSerializer.Deserialize<StormTally>(line)!.Kills);
        while (done < target)
        {
            int seed = Random.Shared.Next();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Round with seed {seed}, after {done} kills."));
            await using StormRound round = new(chain, processes, seed);
            StormTally tally = await round.RunAsync(Math.Min(KillsPerRound, target - done));
            done += tally.Kills;
            string line = JsonSerializer.Serialize(tally);
            output.WriteLine(line);
            if (record is not null)
            {
                await File.AppendAllTextAsync(record, line + "\n");
            }
        }
    }
}
