using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Api;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals;
using RetoRewards.Referrals.Links;

namespace RetoRewards.Bench.Redirects;

/// <summary>The redirect of a link, its click recorded behind the answer, beside an endpoint of the same host that does nothing and stands
/// before everything else. Both are asked by wrk in turns, so that a noisy machine hits both alike.</summary>
internal static partial class RedirectBench
{
    private const string Browser = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
    private const string Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    public static async Task RunAsync(int rounds, int seconds, int connections, TextWriter output, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("retorewards-bench-").FullName;
        WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder(
        [
            "--urls", "http://127.0.0.1:0", "--Database:Path", Path.Combine(folder, "bench.db"), "--Logging:Level", "Fatal",
            "--Chain:Endpoints:0", "http://127.0.0.1:9", "--Chain:ChainId", "31337", "--Chain:CampaignsAddress", Address,
            "--Chain:TokenAddress", Address, "--Keys:Mnemonic", "test test test test test test test test test test test junk",
            "--Links:ClicksPerMinute", "1000000000",
        ]);
        builder.Services.AddHostedService(provider => provider.GetRequiredService<WriteClicks>());
        await using WebApplication application = builder.Build();
        application.Use(static (HttpContext context, RequestDelegate next) =>
        {
            if (context.Request.Path.Value != "/empty")
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        application.UseApi();
        await application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
        string link = await SeedAsync(application.Services, cancellationToken);
        await application.StartAsync(cancellationToken);
        string host = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        List<double> ratios = [];
        await WrkAsync(host + "/empty", seconds, connections, cancellationToken);
        long answered = (await WrkAsync(host + link, seconds, connections, cancellationToken)).Requests;
        for (int round = 1; round <= rounds; round++)
        {
            double empty = (await WrkAsync(host + "/empty", seconds, connections, cancellationToken)).PerSecond;
            (double redirect, long requests) = await WrkAsync(host + link, seconds, connections, cancellationToken);
            ratios.Add(redirect / empty);
            answered += requests;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"round {round}: empty {empty:F0}/s, redirect {redirect:F0}/s, {redirect / empty:P0}"));
        }

        ratios.Sort();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"median {ratios[ratios.Count / 2]:P0} of the empty endpoint ({ratios[0]:P0} to {ratios[^1]:P0})"));
        await application.StopAsync(cancellationToken);
        await using (RetoDbContext db = await application.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContextAsync(cancellationToken))
        {
            long recorded = await db.Set<ClickRow>().LongCountAsync(cancellationToken);
            long lost = application.Services.GetRequiredService<ClickJournal>().Lost;

            // wrk leaves what it still waits for at the end of a round out of its count: at most one request a connection.
            long uncounted = (rounds + 1L) * connections;
            bool agrees = recorded + lost >= answered && recorded + lost <= answered + uncounted;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"clicks: {answered} answered and counted by wrk, {recorded} recorded, {lost} counted as lost: {(agrees ? "they agree" : "THEY DIFFER")}"));
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> SeedAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        PartnerId partner = new(Guid.NewGuid());
        CampaignId campaign = new(Guid.NewGuid());
        ParticipantId participant = new(Guid.NewGuid());
        ReferralCodeRow code = new()
        {
            Code = ReferralCode.FromRandom([1, 2, 3, 4, 5, 6])!.Value.Value,
            CampaignId = campaign,
            ParticipantId = participant,
            SourceTag = "blog",
            GeoCell = "gcpvj",
            IssuedAt = now,
            RevokedAt = null,
        };
        await services.GetRequiredService<WriteGate>().WriteAsync(
            WritePriority.Intake,
            write =>
            {
                write.InsertOne(new PartnerRow
                {
                    PartnerId = partner,
                    Name = "Bench",
                    Wallet = WalletAddress.FromBytes([1, .. new byte[19]]),
                    CreatedAt = now,
                    Version = 1,
                });
                write.InsertOne(new CampaignRow
                {
                    CampaignId = campaign,
                    PartnerId = partner,
                    Name = "Bench",
                    State = CampaignState.Live,
                    StartsAt = now,
                    EndsAt = now.AddYears(200),
                    LandingUrl = "https://harbour.example/spring",
                    ChainCampaignId = null,
                    CreatedAt = now,
                    Version = 1,
                });
                write.InsertOne(new ParticipantRow
                {
                    ParticipantId = participant,
                    State = ParticipantState.Enrolled,
                    Kind = ParticipantKind.Person,
                    GroupName = null,
                    DisplayName = null,
                    CreatedAt = now,
                    Version = 1,
                });
                write.InsertOne(code);
                return Task.CompletedTask;
            },
            cancellationToken);
        return CodeAnswer.LinkOf(code, services.GetRequiredService<LinkKeys>());
    }

    private static async Task<(double PerSecond, long Requests)> WrkAsync(string url, int seconds, int connections, CancellationToken cancellationToken)
    {
        using Process wrk = Process.Start(new ProcessStartInfo("wrk")
        {
            ArgumentList = { "-t1", $"-c{connections}", $"-d{seconds}s", "-H", $"User-Agent: {Browser}", url },
            RedirectStandardOutput = true,
        })!;
        string report = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
        await wrk.WaitForExitAsync(cancellationToken);
        Match rate = Rate().Match(report);
        Match requests = Requests().Match(report);
        return rate.Success && requests.Success && !report.Contains("Non-2xx or 3xx", StringComparison.Ordinal)
            ? (double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(requests.Groups[1].Value, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"wrk gave no rate, or met errors: {report}");
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"([0-9]+) requests in")]
    private static partial Regex Requests();
}
