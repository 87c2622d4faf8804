using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Faults;

/// <summary>The real process is killed at a named place of the payout path, started again, and must pay every reward once.</summary>
[OnBothDatabases]
[Collection(LocalChain.Collection)]
public sealed class KillTests(LocalChain chain)
{
    [Theory]
    [Trait("Fault", "4")]
    [InlineData("plan-before-commit:2")]
    [InlineData("plan-after-commit:1")]
    [InlineData("manifest-written:2")]
    public async Task Killed_while_planning(string failpoint) => await SurvivesAsync(failpoint);

    [Theory]
    [Trait("Fault", "5")]
    [InlineData("sign-before-commit:1")]
    [InlineData("sign-after-commit:1")]
    public async Task Killed_while_signing(string failpoint) => await SurvivesAsync(failpoint);

    [Theory]
    [Trait("Fault", "6")]
    [InlineData("send-after-answer:1")]
    [InlineData("send-after-answer:3")]
    [InlineData("send-after-mark:1")]
    public async Task Killed_while_sending(string failpoint) => await SurvivesAsync(failpoint);

    [Theory]
    [Trait("Fault", "7")]
    [InlineData("mined-before-commit:1")]
    [InlineData("mined-after-commit:1")]
    public async Task Killed_while_marking_what_was_mined(string failpoint) => await SurvivesAsync(failpoint);

    [Theory]
    [Trait("Fault", "8")]
    [InlineData("settle-before-commit:2")]
    [InlineData("settle-after-commit:1")]
    public async Task Killed_while_settling(string failpoint) => await SurvivesAsync(failpoint);

    [Fact]
    [Trait("Fault", "6")]
    public async Task Storm_of_kills_pays_two_thousand_rewards_once()
    {
        const int kills = 20;
        int seed = Environment.TickCount;
        Random random = new(seed);
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, 100, "--Payouts:MaxRewards=10", "--Payouts:MaxWallets=10", "--Stages:Poll=00:00:00.050");
        await world.DrainAsync();
        await world.RewardAsync(
            [.. Enumerable.Range(0, 2_000).Select(index => (world.Participants[random.Next(100)], (UInt128)(1 + index)))]);

        for (int kill = 0; kill < kills; kill++)
        {
            (int Batches, int Transactions, int Paid) before = await ProgressAsync(world);
            Assert.True(before.Paid < 2_000, $"Kill {kill} would meet no work; seed {seed}.");
            await ServiceProcess.RunAndKillAsync(
                world, async () => await ProgressAsync(world) != before, TimeSpan.FromMilliseconds(random.Next(0, 150)));
        }

        await world.RestartAsync();
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    private static async Task<(int Batches, int Transactions, int Paid)> ProgressAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return (
            await db.Set<PayoutBatchRow>().CountAsync(),
            await db.Set<ChainTransactionRow>().CountAsync(row => row.State != ChainTransactionState.Signed),
            await db.Set<RewardRow>().CountAsync(row => row.State == RewardState.Paid));
    }

    private async Task SurvivesAsync(string failpoint)
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, 10, "--Payouts:MaxRewards=4", "--Payouts:MaxWallets=3", "--Stages:Poll=00:00:00.050");
        await world.DrainAsync();
        await world.RewardAsync([.. Enumerable.Range(0, 30).Select(index => (world.Participants[index % 10], (UInt128)(100 + index)))]);

        await ServiceProcess.RunUntilKilledAsync(world, failpoint);

        await world.RestartAsync();
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }
}
