using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Api;

[OnBothDatabases]
public sealed class SalesTests
{
    [Fact]
    public async Task Sale_is_recorded_once_and_the_same_event_gets_the_first_answer()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string sale = TestBodies.Sale(await partner.AddChannelAsync(), "e-1");

        JsonElement first = await partner.Client.PostAsync("/v1/sales", sale, 201);
        JsonElement again = await partner.Client.PostAsync("/v1/sales", sale, 200);
        JsonElement conflict = await partner.Client.PostAsync(
            "/v1/sales", sale.Replace("\"2.50\"", "\"2.51\"", StringComparison.Ordinal), 409);

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal("event_conflict", conflict.Code());
        JsonElement read = await partner.Client.GetAsync($"/v1/sales/{first.GetProperty("saleId").GetString()}", 200);
        Assert.Equal("15.00", read.GetProperty("sale").GetProperty("total").GetString());
        Assert.Equal("Received", read.GetProperty("events")[0].GetProperty("state").GetString());
        Assert.Equal(1, await CountAsync(host));
    }

    [Theory]
    [InlineData("-2.50", "GBP", "2026-03-02T10:15:00Z", 400, "amount_negative")]
    [InlineData("0", "GBP", "2026-03-02T10:15:00Z", 400, "amount_zero")]
    [InlineData("1e400", "GBP", "2026-03-02T10:15:00Z", 400, "amount_malformed")]
    [InlineData("1,5", "GBP", "2026-03-02T10:15:00Z", 400, "amount_malformed")]
    [InlineData("NaN", "GBP", "2026-03-02T10:15:00Z", 400, "amount_malformed")]
    [InlineData("9999999999999999", "GBP", "2026-03-02T10:15:00Z", 400, "amount_too_large")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456789012345678", "GBP", "2026-03-02T10:15:00Z", 400, "amount_too_large")]
    [InlineData("1.001", "GBP", "2026-03-02T10:15:00Z", 400, "currency_places")]
    [InlineData("1.0000000000000000001", "GBP", "2026-03-02T10:15:00Z", 400, "currency_places")]
    [InlineData("1.25", "JPY", "2026-03-02T10:15:00Z", 400, "currency_places")]
    [InlineData("1", "XXX", "2026-03-02T10:15:00Z", 400, "currency_unknown")]
    [InlineData("1", "GBP", "2999-01-01T00:00:00Z", 422, "sold_in_future")]
    [InlineData("1", "GBP", "2026-03-02T10:15:00", 400, "sold_at_malformed")]
    [InlineData("1", "GBP", "yesterday", 400, "sold_at_malformed")]
    public async Task Bad_sale_is_refused_with_its_code_and_stored_nowhere(
        string price, string currency, string soldAt, int status, string code)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string sale = TestBodies.Sale(await partner.AddChannelAsync(), "e-1", price: price, currency: currency, soldAt: soldAt);

        JsonElement problem = await partner.Client.PostAsync("/v1/sales", sale, status);

        Assert.Equal(code, problem.Code());
        Assert.Equal(0, await CountAsync(host));
    }

    [Fact]
    public async Task Unknown_mistyped_foreign_and_closed_codes_are_told_apart()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        TestPartner other = await host.AddPartnerAsync("Other");
        Guid channel = await partner.AddChannelAsync();
        Guid campaign = await partner.AddCampaignAsync();
        string code = await partner.AddCodeAsync(campaign, await partner.AddParticipantAsync());
        string foreign = await other.AddCodeAsync(await other.AddCampaignAsync(), await other.AddParticipantAsync());

        async Task<string> RefusedAsync(string typed) =>
            (await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-1", code: typed), 422)).Code();

        Assert.Equal("code_unknown", await RefusedAsync(foreign));
        Assert.Equal("code_check_failed", await RefusedAsync(code[..^1] + (code[^1] == 'A' ? 'B' : 'A')));
        Assert.Equal("code_malformed", await RefusedAsync("ABC"));
        await CampaignsTests.SetStateAsync(host, campaign, CampaignState.Closed);
        Assert.Equal("campaign_closed", await RefusedAsync(code));
        Assert.Equal(0, await CountAsync(host));
    }

    [Fact]
    public async Task Another_partners_channel_and_campaign_do_not_exist()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        TestPartner other = await host.AddPartnerAsync("Other");
        Guid channel = await other.AddChannelAsync();
        Guid campaign = await other.AddCampaignAsync();

        JsonElement sale = await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-1"), 404);
        JsonElement code = await partner.Client.PostAsync(
            "/v1/codes", $$"""{"campaignId":"{{campaign}}","participantId":"{{await partner.AddParticipantAsync()}}"}""", 404);

        Assert.Equal("not_found", sale.Code());
        Assert.Equal("not_found", code.Code());
        Assert.Equal(0, await CountAsync(host));
    }

    [Fact]
    public async Task Each_of_many_sales_has_its_own_answer_and_the_good_ones_are_kept()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        string body = $$"""
            {"channelId":"{{channel}}","sales":[
              {{TestBodies.Sale(channel, "e-1")}},{{TestBodies.Sale(channel, "e-2", price: "-1")}},null,
              {{TestBodies.Sale(channel, "e-1")}},{{TestBodies.Sale(channel, "e-3", price: "x")}},{{TestBodies.Sale(channel, "e-4")}}]}
            """;

        JsonElement answer = await partner.Client.PostAsync("/v1/sales/bulk", body, 200);

        Assert.Equal(
            ["recorded", "refused", "refused", "repeated", "refused", "recorded"],
            answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString()!));
        Assert.Equal("amount_malformed", answer.GetProperty("items")[4].GetProperty("code").GetString());
        Assert.Equal(2, await CountAsync(host));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public async Task Bulk_takes_1_to_500_sales(int count)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string sales = string.Join(',', Enumerable.Repeat("null", count));

        JsonElement problem = await partner.Client.PostAsync(
            "/v1/sales/bulk", $$"""{"channelId":"{{await partner.AddChannelAsync()}}","sales":[{{sales}}]}""", 400);

        Assert.Equal(["#/sales"], problem.Pointers());
    }

    [Fact]
    public async Task Cursor_walks_all_sales_without_a_gap()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        string sales = string.Join(',', Enumerable.Range(1, 5).Select(number => TestBodies.Sale(channel, $"e-{number}")));
        await partner.Client.PostAsync("/v1/sales/bulk", $$"""{"channelId":"{{channel}}","sales":[{{sales}}]}""", 200);

        List<string> seen = [];
        string path = "/v1/sales?limit=2";
        while (true)
        {
            JsonElement page = await partner.Client.GetAsync(path, 200);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("saleNumber").GetString()!));
            if (page.GetProperty("nextCursor").GetString() is not { } cursor)
            {
                break;
            }

            path = $"/v1/sales?limit=2&cursor={cursor}";
        }

        Assert.Equal(["e-1", "e-2", "e-3", "e-4", "e-5"], seen.Order(StringComparer.Ordinal));
        Assert.Equal("fields_invalid", (await partner.Client.GetAsync("/v1/sales?limit=0&cursor=x", 400)).Code());
    }

    private static async Task<int> CountAsync(ApiHost host)
    {
        await using RetoDbContext db = host.Read();
        return await db.Set<SaleRow>().CountAsync();
    }
}
