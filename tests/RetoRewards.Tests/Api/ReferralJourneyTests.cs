using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Referrals.Links;
using RetoRewards.Rewards;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Api;

/// <summary>From a link to a reward over the real host: who is credited.</summary>
[OnBothDatabases]
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
    [Trait("Behaviour", "T7")]
    public async Task A_promo_code_of_an_employee_credits_both_and_both_are_asked_whom_they_brought()
    {
        await using Journey journey = await Journey.StartAsync();
        await journey.IssueAsync(journey.Bob, $",\"promoCode\":\"TEA-TIME\",\"employerId\":\"{journey.Ann}\"");

        Sold sale = await journey.SellAsync("1", customer: "K", code: "tea time");
        async Task<string[]> Brought(string filter) => [.. (await journey.Partner.Client.GetAsync($"/v1/customers?{filter}", 200))
            .GetProperty("items").EnumerateArray().Select(customer => customer.GetProperty("customerNumber").GetString()!)];

        Assert.Equal(("rewarded", "Code", journey.Ann.ToString()), Credited(sale));
        RewardDecisionRow decision = await journey.Read().Set<RewardDecisionRow>().SingleAsync();
        Assert.Equal((journey.Ann, journey.Bob), (decision.Referrer!.Value.Value, decision.Employee!.Value.Value));
        Assert.Equal("K", Assert.Single(await Brought($"referrerId={journey.Ann}")));
        Assert.Equal("K", Assert.Single(await Brought($"referrerId={journey.Ann}&employeeId={journey.Bob}")));
        Assert.Empty(await Brought($"referrerId={journey.Bob}"));
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

        await journey.Partner.Client.SendAsync(HttpMethod.Put, path, Body(journey.Ann), 200, ("If-Match", "\"0\""));
        await journey.Partner.Client.SendAsync(HttpMethod.Put, path, Body(journey.Bob), 428);
        await journey.Partner.Client.SendAsync(HttpMethod.Put, path, Body(journey.Bob), 412, ("If-Match", "\"0\""));
        JsonElement bound = await journey.Partner.Client.SendAsync(HttpMethod.Put, path, Body(journey.Bob), 200, ("If-Match", "\"1\""));

        Assert.Equal(2, bound.GetProperty("changes").GetArrayLength());
        JsonElement change = bound.GetProperty("changes")[0];
        Assert.Equal((journey.Ann, journey.Bob), (change.GetProperty("referrerBefore").GetGuid(), change.GetProperty("referrerAfter").GetGuid()));
        Assert.Equal(("Told at the till", journey.Partner.KeyId), (change.GetProperty("reason").GetString(), change.GetProperty("changedBy").GetGuid()));
        Assert.Equal("refused:binding_not_yet_valid", Outcome(await journey.SellAsync("1", customer: "K", soldAt: "2026-03-01T23:59:59Z")));
        Assert.Equal(("rewarded", "Binding", journey.Bob.ToString()), Credited(await journey.SellAsync("2", customer: "K")));
        Guid self = (await journey.Partner.Client.GetAsync($"/v1/customers/{customer}", 200)).GetProperty("participantId").GetGuid();
        Assert.Equal("self_referral", (await journey.Partner.Client.SendAsync(HttpMethod.Put, path, Body(self), 422, ("If-Match", "*"))).Code());
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

    private static string Text(JsonElement code) => code.GetProperty("code").GetString()!;

    private static string Outcome(Sold sale) => sale.Outcome;

    private static (string Outcome, string By, string? Referrer) Credited(Sold sale) => (sale.Outcome, sale.By, sale.Referrer);
}
