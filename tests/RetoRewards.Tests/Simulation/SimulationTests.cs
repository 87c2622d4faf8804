using System.Globalization;
using Xunit.Abstractions;

namespace RetoRewards.Tests.Simulation;

/// <summary>
/// Lives of the service drawn from seeds (docs/simulator.md). <c>RETO_SIMULATOR_SEEDS=first:count</c> runs others than the
/// seeds of CI; <c>n:1</c> replays seed n.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int SeedsInCi = 60;

    [Fact]
    [Trait("Fault", "3")]
    public async Task Every_seed_pays_every_reward_once()
    {
        string[] range = (Environment.GetEnvironmentVariable("RETO_SIMULATOR_SEEDS") ?? $"1:{SeedsInCi}").Split(':');
        int first = int.Parse(range[0], CultureInfo.InvariantCulture);
        int count = int.Parse(range[1], CultureInfo.InvariantCulture);
        int crashes = 0;
        for (int seed = first; seed < first + count; seed++)
        {
            crashes += await Simulation.RunAsync(seed);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{count} seeds from {first} on, {crashes} crashes: the oracle found nothing."));
    }
}
