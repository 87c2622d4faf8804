using System.Text;
using System.Text.Json;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Api;

[OnBothDatabases]
public sealed class CampaignsTests
{
    private const string From = "2020-01-01T00:00:00Z";

    [Fact]
    public async Task Campaign_is_made_with_terms_whose_hash_anyone_can_recompute()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid id = await partner.AddCampaignAsync();

        JsonElement terms = await partner.Client.GetAsync($"/v1/campaigns/{id}/terms/1", 200);

        byte[] hash = new byte[32];
        Keccak256.Hash(Encoding.UTF8.GetBytes(terms.GetProperty("terms").GetRawText()), hash);
        Assert.Equal("0x" + Convert.ToHexStringLower(hash), terms.GetProperty("hash").GetString());
        Assert.Equal(1, (await partner.Client.GetAsync($"/v1/campaigns/{id}/terms", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Faults_of_the_campaign_and_its_terms_are_named()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();

        JsonElement problem = await partner.Client.PostAsync(
            "/v1/campaigns",
            """
            {"name":"X","landingUrl":"javascript:alert(1)","startsAt":"2026-01-02T00:00:00Z","endsAt":"2026-01-01T00:00:00Z",
             "terms":{"version":1,"free":"money"}}
            """,
            400);

        Assert.Equal(["#/landingUrl", "#/terms", "#/endsAt"], problem.Pointers());
    }

    [Fact]
    public async Task Terms_are_appended_in_order_and_never_backdated()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string path = $"/v1/campaigns/{await partner.AddCampaignAsync()}/terms";

        JsonElement gap = await partner.Client.PostAsync(path, Appended("2098-01-01T00:00:00Z", 3), 422);
        JsonElement past = await partner.Client.PostAsync(path, Appended("2020-06-01T00:00:00Z", 2), 422);
        JsonElement second = await partner.Client.PostAsync(path, Appended("2098-01-01T00:00:00Z", 2), 201);

        Assert.Equal("terms_version_out_of_order", gap.Code());
        Assert.Equal("terms_backdated", past.Code());
        Assert.Equal(2, second.GetProperty("termsVersion").GetInt32());
    }

    [Fact]
    public async Task Same_terms_twice_are_refused_since_the_chain_knows_them_by_hash()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();

        await partner.Client.PostAsync("/v1/campaigns", TestBodies.Campaign(From), 201);
        JsonElement problem = await partner.Client.PostAsync("/v1/campaigns", TestBodies.Campaign(From), 409);

        Assert.Equal("terms_not_unique", problem.Code());
        Assert.Equal(1, (await partner.Client.GetAsync("/v1/campaigns", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task State_follows_the_lawful_steps_only()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid id = await partner.AddCampaignAsync();
        string path = $"/v1/campaigns/{id}/state";

        JsonElement unfunded = await partner.Client.SendAsync(HttpMethod.Put, path, State("Live"), 422, ("If-Match", "\"1\""));
        JsonElement byHand = await partner.Client.SendAsync(HttpMethod.Put, path, State("Funded"), 422, ("If-Match", "\"1\""));
        await SetStateAsync(host, id, CampaignState.Funded);
        await CampaignLifeTests.FundAsync(host, id);
        await partner.Client.SendAsync(HttpMethod.Put, path, State("Live"), 200, ("If-Match", "\"1\""));
        await partner.Client.SendAsync(HttpMethod.Put, path, State("Paused"), 200, ("If-Match", "\"2\""));
        JsonElement stale = await partner.Client.SendAsync(HttpMethod.Put, path, State("Ended"), 412, ("If-Match", "\"2\""));
        await partner.Client.SendAsync(HttpMethod.Put, path, State("Live"), 200, ("If-Match", "\"3\""));
        JsonElement ended = await partner.Client.SendAsync(HttpMethod.Put, path, State("Ended"), 200, ("If-Match", "*"));
        JsonElement unknown = await partner.Client.SendAsync(HttpMethod.Put, path, State("Glorious"), 400, ("If-Match", "*"));

        Assert.Equal("campaign_transition_illegal", unfunded.Code());
        Assert.Equal("campaign_transition_illegal", byHand.Code());
        Assert.Equal("version_stale", stale.Code());
        Assert.Equal("Ended", ended.GetProperty("state").GetString());
        Assert.Equal("body_malformed", unknown.Code());
        Assert.Equal(["#/state"], unknown.Pointers());
    }

    [Fact]
    public async Task Payouts_of_a_campaign_have_a_minimum_a_cadence_and_a_fee_cap_of_their_own()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string path = $"/v1/campaigns/{await partner.AddCampaignAsync()}";

        JsonElement changed = await partner.Client.SendAsync(
            HttpMethod.Patch, path, Payouts("\"12.5\"", "3600", "\"30000000000\""), 200, ("If-Match", "\"1\""));
        JsonElement wrong = await partner.Client.SendAsync(
            HttpMethod.Patch, path, Payouts("\"0.0000000000000000001\"", "-1", "\"0\""), 400, ("If-Match", "\"2\""));
        JsonElement stale = await partner.Client.SendAsync(HttpMethod.Patch, path, Payouts("\"1\"", "0", "\"1\""), 412, ("If-Match", "\"1\""));

        Assert.Equal(["#/maxFeePerGasWei", "#/payoutCadenceSeconds", "#/payoutMinimum"], wrong.Pointers().Order(StringComparer.Ordinal));
        Assert.Equal("version_stale", stale.Code());
        foreach (JsonElement campaign in new[] { changed, await partner.Client.GetAsync(path, 200) })
        {
            Assert.Equal("12.5", campaign.GetProperty("payoutMinimum").GetString());
            Assert.Equal(3600, campaign.GetProperty("payoutCadenceSeconds").GetInt64());
            Assert.Equal("30000000000", campaign.GetProperty("maxFeePerGasWei").GetString());
        }
    }

    private static string Payouts(string minimum, string cadenceSeconds, string feeWei) =>
        $$"""{"payoutMinimum":{{minimum}},"payoutCadenceSeconds":{{cadenceSeconds}},"maxFeePerGasWei":{{feeWei}}}""";

    [Fact]
    public async Task Report_of_a_new_campaign_is_all_noughts()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();

        JsonElement report = await partner.Client.GetAsync($"/v1/campaigns/{await partner.AddCampaignAsync()}/report", 200);

        Assert.All(report.EnumerateObject().Where(member => member.Name != "campaignId"), member => Assert.Equal("0", member.Value.GetString()));
    }

    internal static Task SetStateAsync(ApiHost host, Guid campaign, CampaignState state) => host.WriteAsync(async transaction =>
    {
        CampaignId id = new(campaign);
        CampaignRow row = await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(
            transaction.Db.Set<CampaignRow>(), stored => stored.CampaignId == id);
        row.State = state;
        transaction.UpdateOne(row, nameof(CampaignRow.State));
    });

    private static string Appended(string from, int version) => $$"""{"terms":{{TestBodies.Terms(from, version)}}}""";

    private static string State(string state) => $$"""{"state":"{{state}}"}""";
}
