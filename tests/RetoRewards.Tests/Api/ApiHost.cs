using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Api;
using RetoRewards.Campaigns;
using RetoRewards.Persistence;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Api;

/// <summary>The real host on a free port with a real database of its own. No stage runs by itself.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public const string Wallet = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private readonly string folder;
    private readonly string[] database;
    private readonly WebApplication application;

    private ApiHost(string folder, string[] database, WebApplication application)
    {
        this.folder = folder;
        this.database = database;
        this.application = application;
    }

    public IServiceProvider Services => application.Services;

    /// <summary>The configuration, as arguments of the command line.</summary>
    public IReadOnlyList<string> Settings { get; private set; } = [];

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>A client with an administrator's key.</summary>
    public HttpClient Admin { get; private set; } = new();

    /// <param name="settings">Further settings, such as <c>--Api:Burst 5</c>.</param>
    public static async Task<ApiHost> StartAsync(params string[] settings)
    {
        string folder = Directory.CreateTempSubdirectory("retorewards-api-").FullName;
        string[] database = await TestDatabases.CreateAsync(folder, "api.db");
        string[] all =
        [
            "--urls", "http://127.0.0.1:0", .. database, "--Logging:Level", "Fatal",
            "--Imports:Directory", Path.Combine(folder, "imports"),
            "--Chain:Endpoints:0", "http://127.0.0.1:9", "--Chain:ChainId", "31337", "--Chain:CampaignsAddress", Wallet,
            "--Chain:TokenAddress", Wallet, "--Keys:Mnemonic", "test test test test test test test test test test test junk", .. settings,
        ];
        WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder(all);
        WebApplication application = builder.Build();
        application.UseApi();
        ApiHost host = new(folder, database, application) { Settings = all };
        await application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        await application.StartAsync();
        host.Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        host.Admin = host.Client(await host.AdminKeyAsync());
        return host;
    }

    public HttpClient Client(string? key)
    {
        HttpClient client = new() { BaseAddress = Address };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return client;
    }

    public Task WriteAsync(Func<WriteTransaction, Task> work) =>
        Services.GetRequiredService<WriteGate>().WriteAsync(WritePriority.Intake, work, CancellationToken.None);

    public RetoDbContext Read() =>
        Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<RetoDbContext>>().CreateDbContext();

    /// <summary>A partner, a key of its own and a client with it.</summary>
    public async Task<TestPartner> AddPartnerAsync(string name = "Harbour Coffee")
    {
        JsonElement partner = await Admin.PostAsync("/v1/partners", $$"""{"name":"{{name}}","wallet":"{{Wallet}}"}""", 201);
        Guid id = partner.GetProperty("partnerId").GetGuid();
        JsonElement key = await Admin.PostAsync($"/v1/partners/{id}/api-keys", """{"name":"test"}""", 201);
        return new TestPartner(id, key.GetProperty("apiKeyId").GetGuid(), Client(key.GetProperty("secret").GetString()!));
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        await TestDatabases.DropAsync(database);
        Directory.Delete(folder, recursive: true);
    }

    private Task<string> AdminKeyAsync() => Services.GetRequiredService<WriteGate>().WriteAsync(
        WritePriority.Intake,
        transaction =>
        {
            Outcome<ApiKeyCreated> outcome = Services.GetRequiredService<CreateApiKey>()
                .ExecuteForAdministrator(transaction, new CreateApiKeyRequest("test"));
            return Task.FromResult(Assert.IsType<Outcome<ApiKeyCreated>.Done>(outcome).Value.Secret.Text);
        },
        CancellationToken.None);
}

internal sealed record TestPartner(Guid Id, Guid KeyId, HttpClient Client)
{
    private static int made;

    public async Task<Guid> AddCampaignAsync(string state = "Draft")
    {
        // Terms are unique by their hash, so each campaign's differ by a second.
        string from = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(Interlocked.Increment(ref made))
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        JsonElement campaign = await Client.PostAsync("/v1/campaigns", TestBodies.Campaign(from), 201);
        Assert.Equal("Draft", campaign.GetProperty("state").GetString());
        return campaign.GetProperty("campaignId").GetGuid();
    }

    public async Task<Guid> AddParticipantAsync() =>
        (await Client.PostAsync("/v1/participants", """{"displayName":"Ada"}""", 201)).GetProperty("participantId").GetGuid();

    public async Task<Guid> AddChannelAsync(string name = "till-1") =>
        (await Client.PostAsync("/v1/channels", $$"""{"name":"{{name}}"}""", 201)).GetProperty("channelId").GetGuid();

    public async Task<string> AddCodeAsync(Guid campaign, Guid participant) =>
        (await Client.PostAsync("/v1/codes", $$"""{"campaignId":"{{campaign}}","participantId":"{{participant}}"}""", 201))
        .GetProperty("code").GetString()!;
}

internal static class TestBodies
{
    public static string Terms(string from, int version = 1) =>
        $$"""
        {"version":{{version}},"inForceFrom":"{{from}}","holdSeconds":0,"latenessSeconds":2592000,
         "base":{"withTax":false,"withShipping":false,"beforeDiscounts":false},
         "dryBudget":"refuse","clicks":"last","clickWindowSeconds":0,"uplineMustBeActive":false,
         "rules":[{"number":1,"kind":"purchase","level":1,"rates":[{"pays":"percentage","shareBps":500}]}],
         "limits":[]}
        """;

    public static string Campaign(string from) =>
        $$"""
        {"name":"Spring","landingUrl":"https://harbour.example/spring","startsAt":"2020-02-01T00:00:00Z",
         "endsAt":"2099-01-01T00:00:00Z","terms":{{Terms(from)}}}
        """;

    public static string Sale(Guid channel, string eventId, string? number = null, string price = "2.50", string currency = "GBP",
        string soldAt = "2026-03-02T10:15:00Z", string? code = null) =>
        $$"""
        {"channelId":"{{channel}}","eventId":"{{eventId}}","saleNumber":"{{number ?? eventId}}","soldAt":"{{soldAt}}",
         "currency":"{{currency}}","customerNumber":"17850","code":{{(code is null ? "null" : $"\"{code}\"")}},
         "lines":[{"sku":"85123A","quantity":6,"unitPrice":"{{price}}"}]}
        """;
}

internal static class HttpSteps
{
    /// <summary>Posts JSON and reads the JSON that comes back, whose status must be the expected one.</summary>
    public static async Task<JsonElement> PostAsync(
        this HttpClient client, string path, string body, int status, params (string Name, string Value)[] headers) =>
        await SendAsync(client, HttpMethod.Post, path, body, status, headers);

    public static async Task<JsonElement> GetAsync(this HttpClient client, string path, int status) =>
        await SendAsync(client, HttpMethod.Get, path, null, status);

    public static async Task<JsonElement> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? body, int status, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = await SendAsync(client, method, path, body, headers);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{method} {path}: {(int)response.StatusCode}, not {status}: {text}");
        Assert.Equal(
            status >= 400 ? "application/problem+json" : "application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(text);
    }

    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach ((string name, string value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await client.SendAsync(request);
    }

    /// <summary>The stable code of a problem.</summary>
    public static string Code(this JsonElement problem) => problem.GetProperty("code").GetString()!;

    /// <summary>The fields at fault.</summary>
    public static string[] Pointers(this JsonElement problem) =>
        [.. problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!)];
}
