using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Persistence;
using RetoRewards.Tests.Api;
using RetoRewards.Tests.Payouts;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Faults;

/// <summary>The real process is ended while it starts and while it serves.</summary>
[OnBothDatabases]
public sealed class ProcessFaultTests
{
    private static readonly Uri Partners = new("/v1/partners", UriKind.Relative);
    private static readonly TimeSpan MostToDrain = TimeSpan.FromSeconds(10);

    [Theory]
    [Trait("Fault", "10")]
    [InlineData("migrate-before-mark:1")]
    [InlineData("migrate-before-commit:1")]
    public async Task Killed_while_the_schema_is_built_leaves_the_old_one_and_the_next_start_builds_it(string failpoint)
    {
        string folder = Directory.CreateTempSubdirectory("retorewards-migration-").FullName;
        string[] settings = TestDatabases.OnPostgres
            ? [$"--Database:ConnectionString={await (await PostgresServer.SharedAsync()).CreateEmptyDatabaseAsync("empty_" + Guid.NewGuid().ToString("N"))}"]
            : [$"--Database:Path={Path.Combine(folder, "test.db")}"];

        Assert.NotEqual(0, await ServiceProcess.RunToItsEndAsync([.. settings, .. Anywhere], failpoint));

        await using Microsoft.AspNetCore.Builder.WebApplication application = RetoRewardsHost.CreateBuilder([.. settings, .. Anywhere]).Build();
        IDatabase database = (IDatabase)application.Services.GetService(typeof(IDatabase))!;
        await using (System.Data.Common.DbConnection connection = await database.OpenAsync(CancellationToken.None))
        {
            await using System.Data.Common.DbCommand look = connection.CreateCommand();
            look.CommandText = "SELECT count(*) FROM partners";
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => look.ExecuteScalarAsync());
        }

        await new DatabaseSetup(database).MigrateAsync(CancellationToken.None);
        IDbContextFactory<RetoDbContext> contexts = (IDbContextFactory<RetoDbContext>)application.Services.GetService(typeof(IDbContextFactory<RetoDbContext>))!;
        await using (RetoDbContext db = contexts.CreateDbContext())
        {
            Assert.Equal(0, await db.Set<PartnerRow>().CountAsync());
        }

        await TestDatabases.DropAsync(settings);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    [Trait("Fault", "12")]
    public async Task Told_to_stop_under_load_it_ends_within_ten_seconds_and_keeps_every_answer()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        int port = FreePort();
        using Process process = ServiceProcess.Start(
            [.. host.Settings, $"--urls=http://127.0.0.1:{port}", "--Api:RequestsPerSecond=100000", "--Api:Burst=100000"], "");
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Authorization = host.Admin.DefaultRequestHeaders.Authorization;
        ConcurrentBag<Guid> answered = [];
        await UntilItAnswersAsync(client);

        using CancellationTokenSource over = new();
        // Awaited below, before the client is given up.
#pragma warning disable CA2025
        Task[] callers = [.. Enumerable.Range(0, 8).Select(caller => CallAsync(client, caller, answered, over.Token))];
#pragma warning restore CA2025
        while (answered.Count < 50)
        {
            await Task.Delay(20);
        }

        Stopwatch drained = Stopwatch.StartNew();
        using (Process stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await stop.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        drained.Stop();
        await over.CancelAsync();
        await Task.WhenAll(callers);

        Assert.Equal(0, process.ExitCode);
        Assert.True(drained.Elapsed <= MostToDrain, $"It took {drained.Elapsed}.");
        await using RetoDbContext db = host.Read();
        HashSet<Guid> stored = [.. (await db.Set<PartnerRow>().Select(row => row.PartnerId).ToArrayAsync()).Select(id => id.Value)];
        Assert.Superset(new HashSet<Guid>(answered), stored);
    }

    private static readonly string[] Anywhere =
    [
        "--Chain:Endpoints:0=http://127.0.0.1:9", "--Chain:ChainId=31337", $"--Chain:CampaignsAddress={ApiHost.Wallet}",
        $"--Chain:TokenAddress={ApiHost.Wallet}", "--Keys:Mnemonic=test test test test test test test test test test test junk",
        "--Logging:Level=Fatal",
    ];

    private static async Task CallAsync(HttpClient client, int caller, ConcurrentBag<Guid> answered, CancellationToken over)
    {
        for (int call = 0; !over.IsCancellationRequested; call++)
        {
            try
            {
                using StringContent body = new(
                    $$"""{"name":"Partner {{caller}}-{{call}}","wallet":"{{ApiHost.Wallet}}"}""", Encoding.UTF8, "application/json");
                using HttpResponseMessage response = await client.PostAsync(Partners, body, over);
                if (response.StatusCode == HttpStatusCode.Created)
                {
                    answered.Add(JsonElement.Parse(await response.Content.ReadAsStringAsync(over)).GetProperty("partnerId").GetGuid());
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task UntilItAnswersAsync(HttpClient client)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(Partners, patience.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It has not started yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
