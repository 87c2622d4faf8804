using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Tests.Api;

/// <summary>A campaign's life beside its terms.</summary>
public sealed class CampaignLifeTests
{
    private const string Guard = """{"currency":"GBP","customerValueMinorUnits":4500,"pauses":true}""";

    [Fact]
    [Trait("Behaviour", "F27")]
    [Trait("Behaviour", "R17")]
    public async Task A_campaign_with_a_failing_check_is_not_launched_and_says_which()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid campaign = await partner.AddCampaignAsync();
        await CampaignsTests.SetStateAsync(host, campaign, CampaignState.Funded);

        JsonElement checks = await partner.Client.GetAsync($"/v1/campaigns/{campaign}/launch-checks", 200);
        JsonElement refused = await partner.Client.SendAsync(
            HttpMethod.Put, $"/v1/campaigns/{campaign}/state", """{"state":"Live"}""", 422, ("If-Match", "*"));
        await FundAsync(host, campaign);
        JsonElement funded = await partner.Client.GetAsync($"/v1/campaigns/{campaign}/launch-checks", 200);
        await partner.Client.SendAsync(HttpMethod.Put, $"/v1/campaigns/{campaign}/state", """{"state":"Live"}""", 200, ("If-Match", "*"));

        Assert.False(checks.GetProperty("mayLaunch").GetBoolean());
        Assert.Equal("NotFunded", checks.GetProperty("findings")[0].GetProperty("finding").GetString());
        Assert.Equal("launch_checks_failed", refused.Code());
        Assert.True(funded.GetProperty("mayLaunch").GetBoolean());
        Assert.All(funded.GetProperty("findings").EnumerateArray(), finding => Assert.True(finding.GetProperty("isWarning").GetBoolean()));
    }

    [Fact]
    [Trait("Behaviour", "R18")]
    [Trait("Behaviour", "F13")]
    [Trait("Behaviour", "F21")]
    public async Task A_goal_shows_its_progress_and_costs_enter_what_a_customer_costs()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid campaign = await partner.AddCampaignAsync();
        string path = $"/v1/campaigns/{campaign}";
        await partner.Client.GetAsync($"{path}/goal", 404);

        await partner.Client.SendAsync(HttpMethod.Put, $"{path}/goal", Goal(20), 200, ("If-Match", "\"0\""));
        await partner.Client.SendAsync(HttpMethod.Put, $"{path}/growth-guard", Guard, 200, ("If-Match", "\"0\""));
        await partner.Client.PostAsync($"{path}/costs", """{"channel":"blog","currency":"GBP","minorUnits":25000}""", 201);
        await partner.Client.PostAsync($"{path}/costs", """{"channel":"fair","currency":"GBP","minorUnits":5000}""", 201);
        await partner.Client.PostAsync($"{path}/costs", """{"channel":"blog","currency":"XXQ","minorUnits":0}""", 400);
        JsonElement goal = await partner.Client.GetAsync($"{path}/goal", 200);
        JsonElement growth = await partner.Client.GetAsync($"{path}/growth", 200);

        Assert.Equal((0, 0, "Open"), (
            goal.GetProperty("reached").GetInt32(), goal.GetProperty("progressBps").GetInt32(), goal.GetProperty("state").GetString()));
        Assert.Equal(30_000, growth.GetProperty("promotionMinorUnits").GetInt64());
        Assert.Equal("TooFewCustomers", growth.GetProperty("verdict").GetString());
        Assert.Equal(2, (await partner.Client.GetAsync($"{path}/costs", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Of_two_who_edit_a_goal_or_a_guard_the_later_is_told_that_it_read_an_older_one()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string path = $"/v1/campaigns/{await partner.AddCampaignAsync()}";

        JsonElement unread = await partner.Client.SendAsync(HttpMethod.Put, $"{path}/goal", Goal(20), 428);
        await partner.Client.SendAsync(HttpMethod.Put, $"{path}/goal", Goal(20), 200, ("If-Match", "\"0\""));
        JsonElement guarded = await partner.Client.SendAsync(HttpMethod.Put, $"{path}/growth-guard", Guard, 200, ("If-Match", "\"0\""));
        JsonElement late = await partner.Client.SendAsync(HttpMethod.Put, $"{path}/goal", Goal(30), 412, ("If-Match", "\"0\""));
        await partner.Client.SendAsync(HttpMethod.Put, $"{path}/growth-guard", Guard, 412, ("If-Match", "\"0\""));
        await partner.Client.SendAsync(HttpMethod.Put, $"{path}/goal", Goal(40), 200, ("If-Match", "\"1\""));

        Assert.Equal("if_match_required", unread.Code());
        Assert.Equal("version_stale", late.Code());
        Assert.Equal((1, 1), (guarded.GetProperty("goalVersion").GetInt32(), guarded.GetProperty("guardVersion").GetInt32()));
        Assert.Equal(40, (await partner.Client.GetAsync($"{path}/goal", 200)).GetProperty("target").GetInt32());
    }

    [Fact]
    [Trait("Behaviour", "N13")]
    [Trait("Behaviour", "F23")]
    public async Task A_campaign_is_paused_by_a_request_that_its_own_room_answers()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        CampaignId campaign = new(await partner.AddCampaignAsync());
        await CampaignsTests.SetStateAsync(host, campaign.Value, CampaignState.Live);
        AnswerCampaignRequests stage = host.Services.GetServices<IStage>().OfType<AnswerCampaignRequests>().Single();

        await host.WriteAsync(write => CampaignRequests.AskAsync(write, campaign, CampaignState.Paused, "too dear", DateTimeOffset.UtcNow));
        await host.WriteAsync(write => CampaignRequests.AskAsync(write, campaign, CampaignState.Paused, "too dear", DateTimeOffset.UtcNow));
        Assert.Equal(1, await stage.RunOnceAsync(CancellationToken.None));
        Assert.Equal(0, await stage.RunOnceAsync(CancellationToken.None));

        JsonElement paused = await partner.Client.GetAsync($"/v1/campaigns/{campaign}", 200);
        Assert.Equal("Paused", paused.GetProperty("state").GetString());
    }

    [Fact]
    [Trait("Behaviour", "G7")]
    public async Task Draft_terms_are_tried_over_given_sales_and_nothing_is_saved()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid campaign = await partner.AddCampaignAsync();
        Guid channel = await partner.AddChannelAsync();
        string code = await partner.AddCodeAsync(campaign, await partner.AddParticipantAsync());
        await host.Admin.PostAsync(
            "/v1/conversion-rates",
            """{"currency":"GBP","tokensPerUnit":"20","inForceFrom":"2020-01-01T00:00:00Z","source":"treasury"}""",
            201);
        string now = DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        string Sale(string number, string with) =>
            $$"""{"eventId":"{{number}}","saleNumber":"{{number}}","soldAt":"{{now}}","currency":"GBP",{{with}}"lines":[{"quantity":1,"unitPrice":"10.00"}]}""";

        JsonElement simulated = await partner.Client.PostAsync(
            $"/v1/campaigns/{campaign}/simulations",
            $$"""
            {"terms":{{TestBodies.Terms("2020-01-01T00:00:00Z")}},"channelId":"{{channel}}",
             "sales":[{{Sale("1", $"\"code\":\"{code}\",\"customerNumber\":\"a\",")}},{{Sale("2", "\"customerNumber\":\"a\",")}},{{Sale("3", "")}}]}
            """,
            200);

        // 5 % of 10 pounds at 20 RETO, for the sale with the code and for the next one of the customer whom it bound.
        Assert.Equal((3, "20"), (simulated.GetProperty("sales").GetInt32(), simulated.GetProperty("cost").GetString()));
        Assert.Equal(2, simulated.GetProperty("outcomes").GetProperty("rewarded").GetInt32());
        await using RetoDbContext db = host.Read();
        Assert.Empty(db.Set<RewardRow>());
        Assert.Empty(db.Set<RetoRewards.Sales.SaleRow>());
    }

    internal static Task FundAsync(ApiHost host, Guid campaign) => host.WriteAsync(write => LedgerBook.PostAsync(
        write,
        [LedgerTransaction.Funded(new CampaignId(campaign), "chain-event:1", DateTimeOffset.UnixEpoch, TokenAmount.FromTokens(1_000))]));

    private static string Goal(int target) => $$"""{"metric":"NewCustomers","target":{{target}},"deadline":"2099-01-01T00:00:00Z"}""";
}
