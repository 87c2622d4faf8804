using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Api;

/// <summary>Joint campaigns over HTTP: one partner proposes terms, every funder agrees with its own key, and receipts show the split.</summary>
[OnBothDatabases]
public sealed class FundingTests
{
    [Fact]
    [Trait("Behaviour", "T9")]
    public async Task Terms_with_funders_are_published_once_every_funder_has_agreed_to_just_these_terms()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner shop = await host.AddPartnerAsync("Shop");
        TestPartner roastery = await host.AddPartnerAsync("Roastery");
        (Guid lead, Guid funder) = (await shop.AddCampaignAsync(), await roastery.AddCampaignAsync());
        string terms = Terms(lead, funder, 6_000);
        string body = $$"""{"terms":{{terms}}}""";

        Assert.Equal("funders_not_agreed", (await shop.Client.PostAsync($"/v1/campaigns/{lead}/terms", body, 422)).Code());
        JsonElement proposal = await shop.Client.PostAsync($"/v1/campaigns/{lead}/funding-proposals", body, 201);
        Assert.Equal("funding_proposed_already", (await shop.Client.PostAsync($"/v1/campaigns/{lead}/funding-proposals", body, 409)).Code());
        Assert.Equal("funders_not_agreed", (await shop.Client.PostAsync($"/v1/campaigns/{lead}/terms", body, 422)).Code());

        // The funder reads what it is to agree to under its own campaign, and only its own key does.
        JsonElement seen = (await roastery.Client.GetAsync($"/v1/campaigns/{funder}/funding-proposals", 200)).GetProperty("items")[0];
        string hash = seen.GetProperty("termsHash").GetString()!;
        string path = $"/v1/campaigns/{funder}/funding-proposals/{proposal.GetProperty("fundingProposalId").GetString()}/agreement";
        string agreement = $$"""{"termsHash":"{{hash}}"}""";
        Assert.Equal([(lead, 6_000, true), (funder, 4_000, false)], Funders(seen));
        await shop.Client.SendAsync(HttpMethod.Put, path, agreement, 404);
        Assert.Equal("partner_key_required", (await host.Admin.SendAsync(HttpMethod.Put, path, agreement, 422)).Code());
        Assert.Equal("terms_hash_differs", (await roastery.Client.SendAsync(HttpMethod.Put, path, """{"termsHash":"0x00"}""", 409)).Code());
        JsonElement agreed = await roastery.Client.SendAsync(HttpMethod.Put, path, agreement, 200);
        Assert.True(agreed.GetProperty("isAgreed").GetBoolean());

        string other = $$"""{"terms":{{Terms(lead, funder, 5_999)}}}""";
        Assert.Equal("funders_not_agreed", (await shop.Client.PostAsync($"/v1/campaigns/{lead}/terms", other, 422)).Code());
        JsonElement published = await shop.Client.PostAsync($"/v1/campaigns/{lead}/terms", body, 201);
        Assert.Equal(hash, published.GetProperty("hash").GetString());
        Assert.Equal(["Percentage"], published.GetProperty("motivations").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    public async Task Shares_that_do_not_add_up_unknown_funders_and_a_lead_that_does_not_pay_are_refused()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner shop = await host.AddPartnerAsync("Shop");
        Guid lead = await shop.AddCampaignAsync();
        Guid second = await shop.AddCampaignAsync();
        string path = $"/v1/campaigns/{lead}/funding-proposals";
        string good = Terms(lead, second, 6_000);
        string Body(string terms) => $$"""{"terms":{{terms}}}""";

        JsonElement sum = await shop.Client.PostAsync(path, Body(good.Replace("\"shareBps\":4000", "\"shareBps\":4001", StringComparison.Ordinal)), 400);
        JsonElement unknown = await shop.Client.PostAsync(path, Body(Terms(lead, Guid.NewGuid(), 6_000)), 400);
        JsonElement alone = await shop.Client.PostAsync(path, Body(TestBodies.Terms("2098-01-01T00:00:00Z", 2)), 400);
        JsonElement without = await shop.Client.PostAsync($"/v1/campaigns/{second}/funding-proposals", Body(Terms(lead, await shop.AddCampaignAsync(), 6_000)), 422);
        JsonElement backdated = await shop.Client.PostAsync(path, Body(good.Replace("2098-01-01", "2021-01-01", StringComparison.Ordinal)), 422);

        Assert.Equal(["#/terms"], sum.Pointers());
        Assert.Equal(["#/terms/funding/funders"], unknown.Pointers());
        Assert.Equal(["#/terms/funding"], alone.Pointers());
        Assert.Equal("terms_funders_without_campaign", without.Code());
        Assert.Equal("terms_backdated", backdated.Code());

        // Both campaigns are the caller's own, so it has agreed by proposing.
        Assert.True((await shop.Client.PostAsync(path, Body(good), 201)).GetProperty("isAgreed").GetBoolean());
        Assert.False((await host.Admin.PostAsync(path, Body(Terms(lead, second, 7_000)), 201)).GetProperty("isAgreed").GetBoolean());
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    [Trait("Behaviour", "N4")]
    public async Task A_receipt_shows_the_whole_reward_its_parts_and_whose_terms_decided_to_every_funder()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner shop = await host.AddPartnerAsync("Shop");
        TestPartner roastery = await host.AddPartnerAsync("Roastery");
        (Guid lead, Guid funder) = (await shop.AddCampaignAsync(), await roastery.AddCampaignAsync());
        await host.Admin.PostAsync(
            "/v1/conversion-rates",
            """{"currency":"GBP","tokensPerUnit":"20","inForceFrom":"2020-01-01T00:00:00Z","source":"treasury"}""",
            201);
        await LaunchAsync(host, lead, funder);
        Guid channel = await shop.AddChannelAsync();
        string code = await shop.AddCodeAsync(lead, await shop.AddParticipantAsync());
        string soldAt = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        string lines = $"\"channelId\":\"{channel}\",\"currency\":\"GBP\",\"soldAt\":\"{soldAt}\",\"customerNumber\":\"c1\",\"code\":\"{code}\",\"lines\":[{{\"quantity\":1,\"unitPrice\":\"80.00\"}}]";

        JsonElement quote = await shop.Client.PostAsync("/v1/quotes", $"{{{lines}}}", 200);
        JsonElement told = await shop.Client.PostAsync("/v1/sales", $"{{\"eventId\":\"1\",\"saleNumber\":\"1\",{lines}}}", 201);
        await host.Services.GetServices<IStage>().OfType<RewardSale>().Single().RunOnceAsync(CancellationToken.None);
        JsonElement sale = await shop.Client.GetAsync($"/v1/sales/{told.GetProperty("saleId").GetString()}", 200);

        // 5 % of 1600 RETO.
        Assert.Equal("80", quote.GetProperty("rewards")[0].GetProperty("amount").GetString());
        JsonElement[] parts = [.. sale.GetProperty("rewards").EnumerateArray()];
        Assert.Equal(2, parts.Length);
        foreach (JsonElement part in parts)
        {
            bool isFunders = part.GetProperty("campaignId").GetGuid() == funder;
            JsonElement receipt = await (isFunders ? roastery : shop).Client.GetAsync($"/v1/rewards/{part.GetProperty("rewardId").GetString()}", 200);
            JsonElement joint = receipt.GetProperty("joint");
            Assert.Equal(isFunders ? "32" : "48", receipt.GetProperty("amount").GetString());
            Assert.Equal((lead, "80"), (joint.GetProperty("campaignId").GetGuid(), joint.GetProperty("whole").GetString()));
            Assert.Equal(
                [(lead, 6_000, "48"), (funder, 4_000, "32")],
                joint.GetProperty("parts").EnumerateArray().Select(one => (
                    one.GetProperty("campaignId").GetGuid(), one.GetProperty("shareBps").GetInt32(), one.GetProperty("amount").GetString()!)));
            JsonElement terms = await shop.Client.GetAsync($"/v1/campaigns/{lead}/terms/{receipt.GetProperty("termsVersion").GetInt32()}", 200);
            Assert.Equal(terms.GetProperty("hash").GetString(), receipt.GetProperty("termsHash").GetString());
            Assert.True(TermsJson.TryRead(Encoding.UTF8.GetBytes(terms.GetProperty("terms").GetRawText()), out Terms? read, out _));
            Assert.Equal(
                read.Funding!.Parts(TokenAmount.Parse(joint.GetProperty("whole").GetString()!)).Select(one => one.ToString()),
                joint.GetProperty("parts").EnumerateArray().Select(one => one.GetProperty("amount").GetString()));
            Assert.Equal("1000", receipt.GetProperty("context").GetProperty("funders")[0].GetProperty("available").GetString());
        }
    }

    private static async Task LaunchAsync(ApiHost host, Guid lead, Guid funder)
    {
        DateTimeOffset from = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
        byte[] json = Encoding.UTF8.GetBytes(Terms(lead, funder, 6_000).Replace("2098-01-01", "2021-01-01", StringComparison.Ordinal));
        Assert.True(TermsJson.TryRead(json, out Terms? terms, out string? fault), fault);
        await host.WriteAsync(async write =>
        {
            foreach (CampaignRow row in write.Db.Set<CampaignRow>().ToArray())
            {
                row.State = CampaignState.Live;
                write.UpdateOne(row, nameof(CampaignRow.State));
                await LedgerBook.PostAsync(write, [LedgerTransaction.Funded(row.CampaignId, "chain-event:1", from, TokenAmount.FromTokens(1_000))]);
            }

            write.InsertOne(StoredTerms.Row(new CampaignId(lead), terms, from));
        });
    }

    private static (Guid Campaign, int Share, bool Agreed)[] Funders(JsonElement proposal) =>
    [
        .. proposal.GetProperty("funders").EnumerateArray().Select(funder => (
            funder.GetProperty("campaignId").GetGuid(),
            funder.GetProperty("shareBps").GetInt32(),
            funder.GetProperty("agreedAt").ValueKind != JsonValueKind.Null)),
    ];

    private static string Terms(Guid lead, Guid funder, int shareBps) => TestBodies.Terms("2098-01-01T00:00:00Z", 2).Replace(
        "\"clicks\"",
        $$"""
        "funding":{"funders":[{"campaign":"{{lead}}","shareBps":{{shareBps}}},{"campaign":"{{funder}}","shareBps":{{10_000 - shareBps}}}],
         "whenDry":"refuse_sale"},"clicks"
        """,
        StringComparison.Ordinal);
}
