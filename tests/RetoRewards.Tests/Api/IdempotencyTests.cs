using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Idempotency;
using RetoRewards.Persistence;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Api;

[OnBothDatabases]
public sealed class IdempotencyTests
{
    private static readonly (string, string) Key = ("Idempotency-Key", "order 66");

    [Fact]
    public async Task Same_key_and_request_get_the_first_answer_and_nothing_is_done_again()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();

        JsonElement first = await partner.Client.PostAsync("/v1/participants", """{"displayName":"Ada"}""", 201, Key);
        using HttpResponseMessage again = await partner.Client.SendAsync(HttpMethod.Post, "/v1/participants", """{"displayName":"Ada"}""", Key);

        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(first.GetRawText(), await again.Content.ReadAsStringAsync());
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotency-Replayed")));
        Assert.Equal("\"1\"", again.Headers.ETag?.Tag);
        Assert.Equal($"/v1/participants/{first.GetProperty("participantId").GetString()}", again.Headers.Location?.ToString());
        Assert.Equal(1, (await partner.Client.GetAsync("/v1/participants", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Same_key_with_another_body_or_address_is_422_and_another_partner_is_not_touched()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        TestPartner other = await host.AddPartnerAsync("Other");
        await partner.Client.PostAsync("/v1/participants", """{"displayName":"Ada"}""", 201, Key);

        JsonElement body = await partner.Client.PostAsync("/v1/participants", """{"displayName":"Eve"}""", 422, Key);
        JsonElement address = await partner.Client.PostAsync("/v1/channels", """{"name":"till"}""", 422, Key);
        await other.Client.PostAsync("/v1/participants", """{"displayName":"Eve"}""", 201, Key);

        Assert.Equal("idempotency_key_reused", body.Code());
        Assert.Equal("idempotency_key_reused", address.Code());
    }

    [Fact]
    public async Task Second_request_with_a_key_in_flight_is_409()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        TaskCompletionSource open = new();
        TaskCompletionSource entered = new();
        Task holding = host.WriteAsync(async _ =>
        {
            entered.SetResult();
            await open.Task;
        });
        await entered.Task;

        Task<HttpResponseMessage>[] both =
        [
            partner.Client.SendAsync(HttpMethod.Post, "/v1/participants", "{}", Key),
            partner.Client.SendAsync(HttpMethod.Post, "/v1/participants", "{}", Key),
        ];
        using HttpResponseMessage refused = await await Task.WhenAny(both);
        open.SetResult();
        await holding;
        HttpResponseMessage[] answers = await Task.WhenAll(both);

        Assert.Equal("idempotency_key_in_flight", JsonElement.Parse(await refused.Content.ReadAsStringAsync()).Code());
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
    }

    [Fact]
    public async Task Refused_request_keeps_nothing_under_its_key()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();

        await partner.Client.PostAsync("/v1/channels", """{"name":"two words"}""", 400, Key);
        await partner.Client.PostAsync("/v1/channels", """{"name":"till"}""", 201, Key);

        await using RetoDbContext db = host.Read();
        Assert.Equal(1, await db.Set<IdempotencyKeyRow>().CountAsync());
    }

    [Fact]
    public async Task Secret_of_a_key_is_neither_stored_nor_shown_twice()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string path = $"/v1/partners/{partner.Id}/api-keys";

        JsonElement first = await partner.Client.PostAsync(path, """{"name":"a"}""", 201, Key);
        JsonElement again = await partner.Client.PostAsync(path, """{"name":"a"}""", 201, Key);

        Assert.Equal(first.GetProperty("apiKeyId").GetString(), again.GetProperty("apiKeyId").GetString());
        Assert.Equal(JsonValueKind.Null, again.GetProperty("secret").ValueKind);
    }

    [Fact]
    public async Task Sale_is_honoured_under_its_key_too()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string sale = TestBodies.Sale(await partner.AddChannelAsync(), "e-1");

        JsonElement first = await partner.Client.PostAsync("/v1/sales", sale, 201, Key);
        JsonElement again = await partner.Client.PostAsync("/v1/sales", sale, 201, Key);

        Assert.Equal(first.GetRawText(), again.GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData(256)]
    public async Task Key_of_a_wrong_form_is_refused(object form)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        string key = form is int length ? new string('k', length) : " ";

        using HttpResponseMessage response = await host.Admin.SendAsync(HttpMethod.Post, "/v1/partners", "{}", ("Idempotency-Key", key));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("idempotency_key_malformed", JsonElement.Parse(await response.Content.ReadAsStringAsync()).Code());
    }
}
