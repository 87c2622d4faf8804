using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Persistence;

namespace RetoRewards.Bench.Databases;

/// <summary>The real host over a database, without a chain: what intake and deciding need.</summary>
internal static class BenchHost
{
    private const string Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    public static WebApplication Build(string database) => RetoRewardsHost.CreateBuilder(
    [
        "--urls=http://127.0.0.1:0", database, "--Logging:Level=Fatal", "--Database:BusyTimeout=00:01:00", "--Database:IdleInTransaction=00:02:00",
        $"--Database:RosterPath={Path.Combine(Path.GetTempPath(), "retorewards-bench.roster")}",
        "--Chain:Endpoints:0=http://127.0.0.1:9", "--Chain:ChainId=31337", $"--Chain:CampaignsAddress={Address}", $"--Chain:TokenAddress={Address}",
        "--Keys:Mnemonic=test test test test test test test test test test test junk",
    ]).Build();

    public static Task MigrateAsync(WebApplication application, CancellationToken cancellationToken) =>
        application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
}
