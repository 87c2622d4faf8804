using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Stages;

namespace RetoRewards.Tests.Api;

/// <summary>A sale as it was decided.</summary>
internal sealed record Sold(string Outcome, string By, string? Referrer);

/// <summary>A live campaign that pays two tokens a sale, two referrers and a channel, over the real host.</summary>
internal sealed class Journey : IAsyncDisposable
{
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0";

    private readonly List<RetoDbContext> contexts = [];

    public required ApiHost Host { get; init; }

    public required TestPartner Partner { get; init; }

    public required Guid Campaign { get; init; }

    public required Guid Channel { get; init; }

    public required Guid Ann { get; init; }

    public required Guid Bob { get; init; }

    public static async Task<Journey> StartAsync(string clicks = "last", params string[] settings)
    {
        ApiHost host = await ApiHost.StartAsync(settings);
        TestPartner partner = await host.AddPartnerAsync();
        string terms = $$"""
            {"version":1,"inForceFrom":"2020-01-01T00:00:00Z","holdSeconds":0,"latenessSeconds":3000000000,
             "base":{"withTax":false,"withShipping":false,"beforeDiscounts":false},
             "dryBudget":"refuse","clicks":"{{clicks}}","clickWindowSeconds":2592000,"uplineMustBeActive":false,
             "rules":[{"number":1,"kind":"purchase","level":1,"rates":[{"pays":"tokens","amount":"2"}]}],"limits":[]}
            """;
        Guid campaign = (await partner.Client.PostAsync(
            "/v1/campaigns",
            $$"""
            {"name":"Spring","landingUrl":"https://harbour.example/spring","startsAt":"2020-01-01T00:00:00Z",
             "endsAt":"2099-01-01T00:00:00Z","terms":{{terms}}}
            """,
            201)).GetProperty("campaignId").GetGuid();
        await host.WriteAsync(async write =>
        {
            CampaignRow row = await write.Db.Set<CampaignRow>().SingleAsync(one => one.CampaignId == new CampaignId(campaign));
            row.State = CampaignState.Live;
            write.UpdateOne(row, nameof(CampaignRow.State));
            await LedgerBook.PostAsync(
                write, [LedgerTransaction.Funded(row.CampaignId, "chain-event:1", DateTimeOffset.UnixEpoch, TokenAmount.FromTokens(1_000))]);
        });
        return new Journey
        {
            Host = host,
            Partner = partner,
            Campaign = campaign,
            Channel = await partner.AddChannelAsync(),
            Ann = await partner.AddParticipantAsync(),
            Bob = await partner.AddParticipantAsync(),
        };
    }

    public Task<JsonElement> IssueAsync(Guid participant, string more = "") => Partner.Client.PostAsync(
        "/v1/codes", $$"""{"campaignId":"{{Campaign}}","participantId":"{{participant}}"{{more}}}""", 201);

    public async Task<Guid> EnrolledCustomerAsync(string number)
    {
        JsonElement customer = await Partner.Client.PostAsync("/v1/customers", $$"""{"customerNumber":"{{number}}"}""", 201);
        await Partner.Client.PostAsync($"/v1/customers/{customer.GetProperty("customerId").GetString()}/enrolment", """{"displayName":"X"}""", 200);
        return customer.GetProperty("participantId").GetGuid();
    }

    public Task<string> ClickAsync(JsonElement code, bool record = true, string? cookie = null, string agent = Browser, string? address = null, HttpMethod? method = null) =>
        ClickAsync(code.GetProperty("link").GetString()!, record, cookie, agent, address, method);

    public async Task<string> ClickAsync(
        string link, bool record = true, string? cookie = null, string agent = Browser, string? address = null, HttpMethod? method = null)
    {
        using HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Host.Address };
        using HttpRequestMessage request = new(method ?? HttpMethod.Get, link);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        if (address is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        }

        if (cookie is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", "reto_click=" + cookie);
        }

        using HttpResponseMessage answer = await browser.SendAsync(request);
        if (record)
        {
            await Host.Services.GetRequiredService<ClickJournal>().FlushAsync(CancellationToken.None);
        }

        return answer.Headers.Location!.OriginalString.Split("reto_click=")[1];
    }

    /// <summary>Tells a sale, by default of now, decides it and reads it.</summary>
    public async Task<Sold> SellAsync(
        string number, string? customer = null, string? code = null, string? clickId = null, string? soldAt = null, string price = "2.50", string? place = null)
    {
        string Json(string? text) => JsonSerializer.Serialize(text);
        JsonElement told = await Partner.Client.PostAsync(
            "/v1/sales",
            $$"""
            {"channelId":"{{Channel}}","eventId":"{{number}}","saleNumber":"{{number}}","soldAt":"{{soldAt ?? DateTimeOffset.UtcNow.ToString("O")}}",
             "currency":"GBP","customerNumber":{{Json(customer)}},"code":{{Json(code)}},"clickId":{{Json(clickId)}},"place":{{Json(place)}},
             "lines":[{"sku":"A","quantity":1,"unitPrice":"{{price}}"},{"sku":"B","quantity":1,"unitPrice":"1.00"}]}
            """,
            201);
        await DrainAsync();
        JsonElement sale = await Partner.Client.GetAsync($"/v1/sales/{told.GetProperty("saleId").GetString()}", 200);
        JsonElement decided = sale.GetProperty("events")[0];
        JsonElement credit = decided.GetProperty("attribution");
        return new Sold(
            decided.GetProperty("outcome").GetString()!, credit.GetProperty("by").GetString()!, credit.GetProperty("referrerId").GetString());
    }

    /// <summary>Sets the campaign's rules against abuse.</summary>
    public Task<JsonElement> SetRulesAsync(string body) => Partner.Client.SendAsync(
        HttpMethod.Put, $"/v1/campaigns/{Campaign}/abuse-rules", body, 200, ("If-Match", "*"));

    public Task DrainAsync() => Host.Services.GetRequiredService<DatabaseStageLoop>().DrainAsync(CancellationToken.None);

    public Task<JsonElement> ReviewAsync(JsonElement hold, string decision, int status) => Partner.Client.SendAsync(
        HttpMethod.Put, $"/v1/holds/{hold.GetProperty("holdId").GetString()}/decision", $$"""{"decision":"{{decision}}","note":"Because"}""", status);

    public Task<JsonElement> ReportAsync(string by) => Partner.Client.GetAsync($"/v1/campaigns/{Campaign}/reports?by={by}", 200);

    /// <summary>Whole tokens of the campaign that are payable, and that are pending.</summary>
    public async Task<(long Payable, long Pending)> StandingAsync()
    {
        JsonElement report = await Partner.Client.GetAsync($"/v1/campaigns/{Campaign}/report", 200);
        long Tokens(string name) => long.Parse(report.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        return (Tokens("payable"), Tokens("pending"));
    }

    public RetoDbContext Read()
    {
        contexts.Add(Host.Read());
        return contexts[^1];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RetoDbContext context in contexts)
        {
            await context.DisposeAsync();
        }

        await Host.DisposeAsync();
    }
}
