using System.Globalization;
using RetoRewards.Tests.Persistence;
using Xunit.Abstractions;

namespace RetoRewards.Tests.Simulation;

/// <summary>
/// Lives of the service drawn from seeds (docs/simulator.md). <c>RETO_SIMULATOR_SEEDS=first:count</c> runs others than the
/// seeds of CI; <c>n:1</c> replays seed n.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int SeedsInCi = 60;
    private const int SeedsOnBothInCi = 6;

    [Fact]
    [Trait("Fault", "3")]
    public async Task Every_seed_pays_every_reward_once()
    {
        (int first, int count) = Seeds(SeedsInCi);
        int crashes = 0;
        for (int seed = first; seed < first + count; seed++)
        {
            crashes += (await Simulation.RunAsync(seed)).Crashes;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{count} seeds from {first} on, {crashes} crashes: the oracle found nothing."));
    }

    /// <summary>The oracle looks on PostgreSQL as it does on SQLite, and both come to the same ledger, line by line.</summary>
    [PostgresFact]
    [Trait("Fault", "51")]
    public async Task The_same_seed_leaves_the_same_ledger_on_both_databases()
    {
        (int first, int count) = Seeds(SeedsOnBothInCi);
        int transactions = 0;
        for (int seed = first; seed < first + count; seed++)
        {
            TestDatabases.OnPostgres = false;
            SimulatedLife onSqlite = await Simulation.RunAsync(seed);
            TestDatabases.OnPostgres = true;
            SimulatedLife onPostgres = await Simulation.RunAsync(seed);

            Assert.Equal(onSqlite.Ledger, onPostgres.Ledger);
            Assert.Equal(onSqlite.Crashes, onPostgres.Crashes);
            transactions += onSqlite.Ledger.Length;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} seeds from {first} on: {transactions} ledger transactions, the same on both."));
    }

    private static (int First, int Count) Seeds(int inCi)
    {
        string[] range = (Environment.GetEnvironmentVariable("RETO_SIMULATOR_SEEDS") ?? $"1:{inCi}").Split(':');
        return (int.Parse(range[0], CultureInfo.InvariantCulture), int.Parse(range[1], CultureInfo.InvariantCulture));
    }
}
