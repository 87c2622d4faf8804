using System.Text.Json;

namespace RetoRewards.Tests.Api;

public sealed class PeopleTests
{
    [Fact]
    public async Task Enrolled_participant_has_a_wallet_of_its_own_at_once()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid first = await partner.AddParticipantAsync();
        Guid second = await partner.AddParticipantAsync();

        JsonElement wallet = await partner.Client.GetAsync($"/v1/participants/{first}/wallet", 200);
        JsonElement other = await partner.Client.GetAsync($"/v1/participants/{second}/wallet", 200);
        JsonElement balances = await partner.Client.GetAsync($"/v1/participants/{first}/balances", 200);

        Assert.Equal("Internal", wallet.GetProperty("kind").GetString());
        Assert.NotEqual(wallet.GetProperty("address").GetString(), other.GetProperty("address").GetString());
        Assert.Equal(0, balances.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Customer_is_unclaimed_until_it_enrols_and_has_a_wallet_from_then_on()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        JsonElement customer = await partner.Client.PostAsync("/v1/customers", """{"customerNumber":"17850"}""", 201);
        JsonElement again = await partner.Client.PostAsync("/v1/customers", """{"customerNumber":"17850"}""", 200);
        string participant = $"/v1/participants/{customer.GetProperty("participantId").GetString()}";
        string enrolment = $"/v1/customers/{customer.GetProperty("customerId").GetString()}/enrolment";

        Assert.Equal(customer.GetRawText(), again.GetRawText());
        Assert.Equal("Unclaimed", (await partner.Client.GetAsync(participant, 200)).GetProperty("state").GetString());
        await partner.Client.GetAsync(participant + "/wallet", 404);
        await partner.Client.PostAsync(enrolment, """{"displayName":"Grace"}""", 200);
        await partner.Client.PostAsync(enrolment, """{"displayName":"Grace"}""", 200);
        Assert.Equal("Enrolled", (await partner.Client.GetAsync(participant, 200)).GetProperty("state").GetString());
        await partner.Client.GetAsync(participant + "/wallet", 200);
        Assert.Equal(1, (await partner.Client.GetAsync("/v1/customers?customerNumber=17850", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Name_of_a_participant_can_be_erased()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string path = $"/v1/participants/{await partner.AddParticipantAsync()}";

        JsonElement erased = await partner.Client.SendAsync(HttpMethod.Patch, path, """{"displayName":null}""", 200, ("If-Match", "\"1\""));

        Assert.Equal(JsonValueKind.Null, erased.GetProperty("displayName").ValueKind);
    }

    [Fact]
    public async Task Fifty_at_once_get_one_code_and_a_placement_another()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string body = $$"""{"campaignId":"{{await partner.AddCampaignAsync()}}","participantId":"{{await partner.AddParticipantAsync()}}"}""";

        HttpResponseMessage[] answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => partner.Client.SendAsync(HttpMethod.Post, "/v1/codes", body)));
        List<string> codes = [];
        foreach (HttpResponseMessage answer in answers)
        {
            codes.Add(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString()!);
        }

        string code = Assert.Single(codes.Distinct());
        Assert.Single(answers, answer => (int)answer.StatusCode == 201);
        JsonElement blog = await partner.Client.PostAsync("/v1/codes", body.Replace("}", ""","sourceTag":"blog"}""", StringComparison.Ordinal), 201);
        Assert.NotEqual(code, blog.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Code_is_read_as_it_was_typed_and_revoked_once()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string code = await partner.AddCodeAsync(await partner.AddCampaignAsync(), await partner.AddParticipantAsync());
        string typed = $"{code[..3]}-{code[3..6]}-{code[6..]}".ToLowerInvariant();

        Assert.Equal(code, (await partner.Client.GetAsync($"/v1/codes/{typed}", 200)).GetProperty("code").GetString());
        JsonElement revoked = await partner.Client.SendAsync(HttpMethod.Delete, $"/v1/codes/{code}", null, 200);
        JsonElement again = await partner.Client.SendAsync(HttpMethod.Delete, $"/v1/codes/{code}", null, 200);

        Assert.NotEqual(JsonValueKind.Null, revoked.GetProperty("revokedAt").ValueKind);
        Assert.Equal(revoked.GetRawText(), again.GetRawText());
        Assert.Equal("code_malformed", (await partner.Client.GetAsync("/v1/codes/n0n", 422)).Code());
    }
}
