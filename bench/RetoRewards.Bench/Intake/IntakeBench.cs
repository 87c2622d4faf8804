using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Api;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Bench.Intake;

/// <summary>Sales by signed calls, durable before the answer, beside two endpoints of the same host that check the same signature and stand
/// before everything else: one stores nothing, one stores a row with a commit of its own. All are asked by the same client in turns.</summary>
internal static class IntakeBench
{
    private const string Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

    private static readonly byte[] Key = Convert.FromBase64String(Secret["whsec_".Length..]);

    public static async Task RunAsync(int rounds, int requests, IReadOnlyList<int> connectionCounts, TextWriter output, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("retorewards-bench-").FullName;
        string database = Path.Combine(folder, "bench.db");
        WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder(
        [
            "--urls", "http://127.0.0.1:0", "--Database:Path", database, "--Logging:Level", "Fatal",
            "--Chain:Endpoints:0", "http://127.0.0.1:9", "--Chain:ChainId", "31337", "--Chain:CampaignsAddress", Address,
            "--Chain:TokenAddress", Address, "--Keys:Mnemonic", "test test test test test test test test test test test junk",
            "--Api:RequestsPerSecond", "1000000", "--Api:Burst", "1000000",
        ]);
        await using WebApplication application = builder.Build();
        await using InsertPerRequest inserts = new(Path.Combine(folder, "inserts.db"));
        application.Use((HttpContext context, RequestDelegate next) => context.Request.Path.Value switch
        {
            "/bare" => BareAsync(context, null),
            "/insert" => BareAsync(context, inserts),
            _ => next(context),
        });
        application.UseApi();
        await application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
        Guid channel = await SeedAsync(application.Services, cancellationToken);
        await application.StartAsync(cancellationToken);
        Uri host = new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

        int told = 0;
        foreach (int connections in connectionCounts)
        {
            List<double> ofBare = [];
            List<double> ofInsert = [];
            for (int round = 0; round <= rounds; round++)
            {
                LoadResult bare = await LoadAsync(host, "/bare", told, requests, connections, cancellationToken);
                LoadResult insert = await LoadAsync(host, "/insert", told, requests / 4, connections, cancellationToken);
                LoadResult intake = await LoadAsync(host, $"/webhooks/{channel}", told, requests, connections, cancellationToken);
                told += requests;
                if (round == 0)
                {
                    continue;
                }

                ofBare.Add(intake.PerSecond / bare.PerSecond);
                ofInsert.Add(intake.PerSecond / insert.PerSecond);
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{connections} connections: bare {bare.PerSecond:F0}/s, insert per request {insert.PerSecond:F0}/s, intake {intake.PerSecond:F0}/s "
                    + $"(p50 {intake.Percentile(0.5):F1} ms, p99 {intake.Percentile(0.99):F1} ms, processor {bare.Processor:F0}, {insert.Processor:F0}, {intake.Processor:F0} µs): {intake.PerSecond / bare.PerSecond:P0} of bare, "
                    + $"{intake.PerSecond / insert.PerSecond:F1} times insert"));
            }

            ofBare.Sort();
            ofInsert.Sort();
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{connections} connections: median {ofBare[ofBare.Count / 2]:P0} of bare, {ofInsert[ofInsert.Count / 2]:F1} times insert per request"));
        }

        await using (RetoDbContext db = await application.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContextAsync(cancellationToken))
        {
            int stored = await db.Set<SaleEventRow>().CountAsync(cancellationToken);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"acknowledged {told}, stored {stored}"));
        }

        await application.StopAsync(cancellationToken);
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The signature over the raw bytes and the JSON, and nothing else; stores a row where it is given something to store in.</summary>
    private static async Task BareAsync(HttpContext context, InsertPerRequest? inserts)
    {
        byte[] body = new byte[(int)context.Request.ContentLength!.Value];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
        string id = context.Request.Headers["webhook-id"]!;
        string timestamp = context.Request.Headers["webhook-timestamp"]!;
        string signature = context.Request.Headers["webhook-signature"]!;
        byte[] expected = Sign(id, timestamp, body);
        bool good = CryptographicOperations.FixedTimeEquals(expected, Convert.FromBase64String(signature["v1,".Length..]));
        using JsonDocument parsed = JsonDocument.Parse(body);
        context.Response.StatusCode = good && parsed.RootElement.ValueKind == JsonValueKind.Object ? 200 : 401;
        inserts?.Insert(id, body);
        context.Response.ContentLength = 2;
        await context.Response.Body.WriteAsync("{}"u8.ToArray(), context.RequestAborted);
    }

    private static byte[] Sign(string id, string timestamp, byte[] body)
    {
        byte[] head = Encoding.ASCII.GetBytes($"{id}.{timestamp}.");
        byte[] message = new byte[head.Length + body.Length];
        head.CopyTo(message, 0);
        body.CopyTo(message, head.Length);
        return HMACSHA256.HashData(Key, message);
    }

    private static Task<LoadResult> LoadAsync(
        Uri host, string path, int first, int requests, int connections, CancellationToken cancellationToken)
    {
        string timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[][] ready = new byte[requests][];
        for (int index = 0; index < requests; index++)
        {
            string number = (first + index).ToString(CultureInfo.InvariantCulture);
            byte[] body = Encoding.UTF8.GetBytes(
                $$$"""{"sale":{"saleNumber":"{{{number}}}","soldAt":"2026-03-02T10:15:00Z","currency":"GBP","lines":[{"sku":"85123A","quantity":6,"unitPrice":"2.55","tax":"3.00"}]}}""");
            string signature = Convert.ToBase64String(Sign("m" + number, timestamp, body));
            byte[] head = Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {host.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
                + $"webhook-id: m{number}\r\nwebhook-timestamp: {timestamp}\r\nwebhook-signature: v1,{signature}\r\n\r\n");
            ready[index] = [.. head, .. body];
        }

        return Load.RunAsync(host, ready, connections, cancellationToken);
    }

    private static async Task<Guid> SeedAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        PartnerId partner = new(Guid.NewGuid());
        ChannelId channel = new(Guid.NewGuid());
        ChannelSecretBox box = services.GetRequiredService<ChannelSecretBox>();
        PartnerRow partnerRow = new()
        {
            PartnerId = partner,
            Name = "Bench",
            Wallet = WalletAddress.FromBytes([1, .. new byte[19]]),
            CreatedAt = now,
            Version = 1,
        };
        ChannelRow channelRow = new() { ChannelId = channel, PartnerId = partner, Name = "shop", NameSpace = "shop", CreatedAt = now };
        ChannelSecretRow secretRow = new()
        {
            ChannelSecretId = Guid.NewGuid(),
            ChannelId = channel,
            Sealed = box.Seal(channel, Secret),
            CreatedAt = now,
            EndsAt = null,
        };
        await services.GetRequiredService<WriteGate>().WriteAsync(
            WritePriority.Intake,
            write =>
            {
                write.InsertOne(partnerRow);
                write.InsertOne(channelRow);
                write.InsertOne(secretRow);
                return Task.CompletedTask;
            },
            cancellationToken);
        return channel.Value;
    }

    /// <summary>One row and one durable commit for each request, behind a lock: what the group commit is compared with.</summary>
    private sealed class InsertPerRequest : IAsyncDisposable
    {
        private readonly SqliteConnection connection;
        private readonly SqliteCommand command;
        private readonly Lock oneAtATime = new();

        public InsertPerRequest(string path)
        {
            connection = new SqliteConnection($"Data Source={path}");
            connection.Open();
            command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE told (number INTEGER PRIMARY KEY, id TEXT, body BLOB);";
            command.ExecuteNonQuery();
            command.CommandText = "INSERT INTO told (id, body) VALUES ($id, $body)";
            command.Parameters.Add("$id", SqliteType.Text);
            command.Parameters.Add("$body", SqliteType.Blob);
        }

        public void Insert(string id, byte[] body)
        {
            lock (oneAtATime)
            {
                command.Parameters[0].Value = id;
                command.Parameters[1].Value = body;
                command.ExecuteNonQuery();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await command.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
