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
using RetoRewards.Rewards;
using RetoRewards.Stages;

namespace RetoRewards.Tests.Api;

/// <summary>From a link to a reward over the real host: who is credited, what is held, what reports show.</summary>
public sealed class ReferralJourneyTests
{
    [Fact]
    [Trait("Behaviour", "F10")]
    [Trait("Fault", "81")]
    public async Task A_sale_is_credited_by_its_signed_click_id_even_when_the_click_was_lost_in_a_crash()
    {
        await using Journey journey = await Journey.StartAsync();
        JsonElement code = await journey.IssueAsync(journey.Ann);
        string lost = await journey.ClickAsync(code, record: false);

        Sold sale = await journey.SellAsync("1", clickId: lost);

        Assert.Equal(("rewarded", "Click", journey.Ann.ToString()), Credited(sale));
        Assert.Empty(await journey.Read().Set<ClickRow>().ToArrayAsync());
    }

    [Theory]
    [Trait("Behaviour", "F10")]
    [InlineData("last", 1)]
    [InlineData("first", 0)]
    public async Task The_campaign_chooses_the_first_or_the_last_click_of_the_browser(string choice, int credited)
    {
        await using Journey journey = await Journey.StartAsync(clicks: choice);
        Guid[] people = [journey.Ann, journey.Bob];
        string first = await journey.ClickAsync(await journey.IssueAsync(journey.Ann));
        string last = await journey.ClickAsync(await journey.IssueAsync(journey.Bob), cookie: first);

        Sold sale = await journey.SellAsync("1", clickId: last);

        Assert.Equal(("rewarded", "Click", people[credited].ToString()), Credited(sale));
    }

    [Fact]
    [Trait("Behaviour", "F10")]
    public async Task A_code_beats_a_binding_which_beats_a_click()
    {
        await using Journey journey = await Journey.StartAsync();
        JsonElement ann = await journey.IssueAsync(journey.Ann);
        string click = await journey.ClickAsync(await journey.IssueAsync(journey.Bob));

        Assert.Equal(("rewarded", "Click", journey.Bob.ToString()), Credited(await journey.SellAsync("1", customer: "K", clickId: click)));
        Assert.Equal(("rewarded", "Code", journey.Ann.ToString()), Credited(await journey.SellAsync("2", customer: "K", code: Text(ann), clickId: click)));
        Assert.Equal(("rewarded", "Binding", journey.Bob.ToString()), Credited(await journey.SellAsync("3", customer: "K")));
    }

    [Fact]
    public async Task A_click_id_that_was_never_given_out_is_told_and_costs_the_sale_nothing_else()
    {
        await using Journey journey = await Journey.StartAsync();
        string click = await journey.ClickAsync(await journey.IssueAsync(journey.Ann));
        char changed = click[30] == 'A' ? 'B' : 'A';

        Sold sale = await journey.SellAsync("1", clickId: click[..30] + changed + click[31..]);

        Assert.Equal("refused:click_altered", Outcome(sale));
    }

    [Fact]
    public async Task A_click_on_another_partners_link_moves_no_sale()
    {
        await using Journey journey = await Journey.StartAsync();
        TestPartner stranger = await journey.Host.AddPartnerAsync("Stranger");
        string foreign = await stranger.AddCodeAsync(await stranger.AddCampaignAsync(), await stranger.AddParticipantAsync());
        string click = await journey.ClickAsync("/r/" + foreign);

        Sold sale = await journey.SellAsync("1", clickId: click);

        Assert.StartsWith("refused:", Outcome(sale), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Behaviour", "T15")]
    public async Task A_promo_code_of_an_employee_credits_both()
    {
        await using Journey journey = await Journey.StartAsync();
        await journey.IssueAsync(journey.Bob, $",\"promoCode\":\"TEA-TIME\",\"employerId\":\"{journey.Ann}\"");

        Sold sale = await journey.SellAsync("1", code: "tea time");

        Assert.Equal(("rewarded", "Code", journey.Ann.ToString()), Credited(sale));
        RewardDecisionRow decision = await journey.Read().Set<RewardDecisionRow>().SingleAsync();
        Assert.Equal((journey.Ann, journey.Bob), (decision.Referrer!.Value.Value, decision.Employee!.Value.Value));
        JsonElement report = await journey.ReportAsync("Person");
        Assert.Equal($"{journey.Ann}/{journey.Bob}", report.GetProperty("groups").EnumerateArray().Single(row => row.GetProperty("sales").GetInt32() == 1).GetProperty("key").GetString());
    }

    [Fact]
    [Trait("Behaviour", "T16")]
    public async Task A_binding_by_hand_counts_from_its_moment_and_is_audited()
    {
        await using Journey journey = await Journey.StartAsync();
        Guid customer = (await journey.Partner.Client.PostAsync("/v1/customers", """{"customerNumber":"K"}""", 201)).GetProperty("customerId").GetGuid();
        string path = $"/v1/customers/{customer}/binding";
        string Body(Guid who) => $$"""{"campaignId":"{{journey.Campaign}}","referrerId":"{{who}}","countsFrom":"2026-03-02T00:00:00Z","reason":"Told at the till"}""";

        await journey.Partner.Client.SendAsync(HttpMethod.Put, path, Body(journey.Ann), 200);
        JsonElement bound = await journey.Partner.Client.SendAsync(HttpMethod.Put, path, Body(journey.Bob), 200);

        Assert.Equal(2, bound.GetProperty("changes").GetArrayLength());
        JsonElement change = bound.GetProperty("changes")[0];
        Assert.Equal((journey.Ann, journey.Bob), (change.GetProperty("referrerBefore").GetGuid(), change.GetProperty("referrerAfter").GetGuid()));
        Assert.Equal(("Told at the till", journey.Partner.KeyId), (change.GetProperty("reason").GetString(), change.GetProperty("changedBy").GetGuid()));
        Assert.Equal("refused:binding_not_yet_valid", Outcome(await journey.SellAsync("1", customer: "K", soldAt: "2026-03-01T23:59:59Z")));
        Assert.Equal(("rewarded", "Binding", journey.Bob.ToString()), Credited(await journey.SellAsync("2", customer: "K")));
        Guid self = (await journey.Partner.Client.GetAsync($"/v1/customers/{customer}", 200)).GetProperty("participantId").GetGuid();
        Assert.Equal("self_referral", (await journey.Partner.Client.SendAsync(HttpMethod.Put, path, Body(self), 422)).Code());
    }

    [Fact]
    public async Task The_same_contact_behind_two_accounts_refers_nobody()
    {
        await using Journey journey = await Journey.StartAsync();
        Guid twin = (await journey.Partner.Client.PostAsync("/v1/participants", """{"contact":"Ada@Example.org"}""", 201)).GetProperty("participantId").GetGuid();
        JsonElement customer = await journey.Partner.Client.PostAsync("/v1/customers", """{"customerNumber":"K"}""", 201);
        await journey.Partner.Client.PostAsync(
            $"/v1/customers/{customer.GetProperty("customerId").GetString()}/enrolment", """{"contact":" ada@example.org "}""", 200);

        Sold sale = await journey.SellAsync("1", customer: "K", code: Text(await journey.IssueAsync(twin)));

        Assert.Equal("refused:self_referral", Outcome(sale));
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task Too_many_sales_of_one_browser_are_held_until_a_person_releases_or_rejects_them()
    {
        await using Journey journey = await Journey.StartAsync();
        await journey.Partner.Client.SendAsync(
            HttpMethod.Put,
            $"/v1/campaigns/{journey.Campaign}/abuse-rules",
            """{"rules":[{"kind":"DeviceVelocity","enabled":true,"most":2,"windowSeconds":86400},{"kind":"VisitorVelocity","enabled":false,"most":0,"windowSeconds":0}]}""",
            200);
        string click = await journey.ClickAsync(await journey.IssueAsync(journey.Ann));
        for (int number = 1; number <= 4; number++)
        {
            await journey.SellAsync($"{number}", clickId: click);
        }

        JsonElement[] holds = [.. (await journey.Partner.Client.GetAsync("/v1/holds?state=Open", 200)).GetProperty("items").EnumerateArray()];
        Assert.Equal(2, holds.Length);
        Assert.All(holds, hold => Assert.Equal("device_velocity", hold.GetProperty("reasons")[0].GetString()));
        Assert.Equal((4L, 4L), await journey.StandingAsync());

        await journey.ReviewAsync(holds[0], "Released", 200);
        await journey.ReviewAsync(holds[0], "Released", 200);
        await journey.ReviewAsync(holds[0], "Rejected", 409);
        await journey.ReviewAsync(holds[1], "Rejected", 200);
        await journey.ReviewAsync(holds[1], "Rejected", 200);
        await journey.DrainAsync();

        Assert.Equal((6L, 0L), await journey.StandingAsync());
        Assert.Equal(0, (await journey.Partner.Client.GetAsync("/v1/holds?state=Open", 200)).GetProperty("items").GetArrayLength());
        JsonElement decided = await journey.Partner.Client.GetAsync($"/v1/holds/{holds[1].GetProperty("holdId").GetString()}", 200);
        Assert.Equal(("Rejected", "Because", journey.Partner.KeyId), (decided.GetProperty("state").GetString(), decided.GetProperty("note").GetString(), decided.GetProperty("decidedBy").GetGuid()));
    }

    [Fact]
    public async Task A_circle_of_invitations_binds_nobody_and_is_held()
    {
        await using Journey journey = await Journey.StartAsync();
        Guid a = await journey.EnrolledCustomerAsync("A");
        Guid b = await journey.EnrolledCustomerAsync("B");
        await journey.SellAsync("1", customer: "B", code: Text(await journey.IssueAsync(a)));

        await journey.SellAsync("2", customer: "A", code: Text(await journey.IssueAsync(b)));

        JsonElement hold = Assert.Single((await journey.Partner.Client.GetAsync("/v1/holds", 200)).GetProperty("items").EnumerateArray());
        Assert.Equal("circular_referral", hold.GetProperty("reasons")[0].GetString());
    }

    [Fact]
    public async Task Duplicates_velocity_and_floods_are_held_when_the_partner_says_so()
    {
        await using Journey journey = await Journey.StartAsync();
        await journey.Partner.Client.SendAsync(
            HttpMethod.Put,
            $"/v1/campaigns/{journey.Campaign}/abuse-rules",
            """
            {"rules":[{"kind":"DuplicateSale","enabled":true,"most":0,"windowSeconds":120},{"kind":"CodeVelocity","enabled":true,"most":3,"windowSeconds":3600},
                      {"kind":"ClickFlood","enabled":true,"most":2,"windowSeconds":600}]}
            """,
            200);
        JsonElement ann = await journey.IssueAsync(journey.Ann);
        JsonElement bob = await journey.IssueAsync(journey.Bob);
        await journey.SellAsync("1", customer: "K", code: Text(ann));
        await journey.SellAsync("2", customer: "K", code: Text(ann));
        await journey.SellAsync("3", customer: "L", code: Text(ann), price: "3.00");
        await journey.SellAsync("4", customer: "M", code: Text(ann), price: "4.00");
        string click = string.Empty;
        for (int time = 0; time < 3; time++)
        {
            click = await journey.ClickAsync(bob);
        }

        await journey.SellAsync("5", clickId: click, price: "5.00");

        string[] reasons = [.. (await journey.Partner.Client.GetAsync("/v1/holds", 200)).GetProperty("items").EnumerateArray()
            .Select(hold => hold.GetProperty("reasons")[0].GetString()!).Order()];
        Assert.Equal(["click_flood", "code_velocity", "duplicate_sale"], reasons);
    }

    [Fact]
    [Trait("Behaviour", "R13")]
    [Trait("Behaviour", "R5")]
    [Trait("Behaviour", "R20")]
    public async Task Reports_of_every_grouping_add_up_to_the_same_total_and_show_no_place_with_few_people()
    {
        await using Journey journey = await Journey.StartAsync();
        JsonElement london = await journey.IssueAsync(journey.Ann, ",\"sourceTag\":\"blog\",\"place\":{\"country\":\"GB\",\"city\":\"London\"}");
        JsonElement paris = await journey.IssueAsync(journey.Bob, ",\"sourceTag\":\"forum\",\"place\":{\"country\":\"FR\",\"city\":\"Paris\"}");
        await journey.ClickAsync(london);
        for (int buyer = 0; buyer < 6; buyer++)
        {
            await journey.SellAsync($"L{buyer}", customer: $"L{buyer}", code: Text(london));
        }

        await journey.SellAsync("P1", customer: "P1", code: Text(paris));
        JsonElement[] reports = [.. await Task.WhenAll(new[] { "Cell", "Country", "City", "Source", "Medium", "Channel", "Product", "Person" }.Select(journey.ReportAsync))];

        foreach (JsonElement report in reports)
        {
            JsonElement[] groups = [.. report.GetProperty("groups").EnumerateArray()];
            JsonElement total = report.GetProperty("total");
            Assert.Equal((1, 7, "14"), (total.GetProperty("clicks").GetInt32(), total.GetProperty("sales").GetInt32(), total.GetProperty("rewards").GetString()));
            foreach (string column in new[] { "clicks", "botClicks", "sales" })
            {
                Assert.Equal(total.GetProperty(column).GetInt32(), groups.Sum(row => row.GetProperty(column).GetInt32()));
            }

            Assert.Equal(14m, groups.Sum(row => decimal.Parse(row.GetProperty("rewards").GetString()!, System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(
                total.GetProperty("amounts")[0].GetProperty("minorUnits").GetString(),
                groups.SelectMany(row => row.GetProperty("amounts").EnumerateArray())
                    .Sum(amount => long.Parse(amount.GetProperty("minorUnits").GetString()!, System.Globalization.CultureInfo.InvariantCulture))
                    .ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        // One buyer in Paris would be found there, and London with him by what is left of the total.
        Assert.Equal([string.Empty], Keys(reports[0]));
        Assert.Equal(["blog", "forum"], Keys(reports[3]));
        await journey.Partner.Client.GetAsync($"/v1/campaigns/{journey.Campaign}/reports?by=Cell&minPeople=1", 400);
        await journey.Partner.Client.GetAsync($"/v1/campaigns/{journey.Campaign}/reports?by=Name", 400);
    }

    private static string[] Keys(JsonElement report) => [.. report.GetProperty("groups").EnumerateArray().Select(row => row.GetProperty("key").GetString()!)];

    private static string Text(JsonElement code) => code.GetProperty("code").GetString()!;

    private static string Outcome(Sold sale) => sale.Outcome;

    private static (string Outcome, string By, string? Referrer) Credited(Sold sale) => (sale.Outcome, sale.By, sale.Referrer);

    private sealed record Sold(string Outcome, string By, string? Referrer);

    private sealed class Journey : IAsyncDisposable
    {
        private readonly List<RetoDbContext> contexts = [];

        public required ApiHost Host { get; init; }

        public required TestPartner Partner { get; init; }

        public required Guid Campaign { get; init; }

        public required Guid Channel { get; init; }

        public required Guid Ann { get; init; }

        public required Guid Bob { get; init; }

        public static async Task<Journey> StartAsync(string clicks = "last")
        {
            ApiHost host = await ApiHost.StartAsync();
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

        public Task<string> ClickAsync(JsonElement code, bool record = true, string? cookie = null) =>
            ClickAsync(code.GetProperty("link").GetString()!, record, cookie);

        public async Task<string> ClickAsync(string link, bool record = true, string? cookie = null)
        {
            using HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Host.Address };
            using HttpRequestMessage request = new(HttpMethod.Get, link);
            request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0");
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
            string number, string? customer = null, string? code = null, string? clickId = null, string? soldAt = null, string price = "2.50")
        {
            string Json(string? text) => JsonSerializer.Serialize(text);
            JsonElement told = await Partner.Client.PostAsync(
                "/v1/sales",
                $$"""
                {"channelId":"{{Channel}}","eventId":"{{number}}","saleNumber":"{{number}}","soldAt":"{{soldAt ?? DateTimeOffset.UtcNow.ToString("O")}}",
                 "currency":"GBP","customerNumber":{{Json(customer)}},"code":{{Json(code)}},"clickId":{{Json(clickId)}},
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
}
