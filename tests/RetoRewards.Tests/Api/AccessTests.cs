using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Rewards;
using RetoRewards.Rewards.Holds;

namespace RetoRewards.Tests.Api;

/// <summary>Every route that names a thing, asked by a stranger: generated from the routes themselves, so that a new one is covered.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Another_partners_things_are_absent_on_every_route()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner owner = await host.AddPartnerAsync();
        TestPartner stranger = await host.AddPartnerAsync("Stranger");
        Dictionary<string, string> ids = await ThingsAsync(host, owner);
        List<string> asked = [];

        foreach ((string method, RouteEndpoint route) in Routes(host).Where(one => one.Route.RoutePattern.Parameters.Count > 0))
        {
            string path = PathOf(route, ids);
            string body = method is "GET" or "DELETE" ? null! : ExampleOf(route);
            using HttpResponseMessage response = await stranger.Client.SendAsync(
                new HttpMethod(method), path, body, method is "PATCH" or "PUT" ? [("If-Match", "*")] : []);
            string text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.NotFound, $"{method} {path}: {(int)response.StatusCode} {text}");
            Assert.Equal("not_found", JsonElement.Parse(text).Code());
            asked.Add($"{method} {path}");
        }

        Assert.True(asked.Count >= 20, $"Only {asked.Count} routes were asked.");
    }

    [Fact]
    public async Task Every_route_of_v1_refuses_a_caller_without_a_key()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner owner = await host.AddPartnerAsync();
        Dictionary<string, string> ids = await ThingsAsync(host, owner);
        using HttpClient nobody = host.Client(null);

        foreach ((string method, RouteEndpoint route) in Routes(host))
        {
            using HttpResponseMessage response = await nobody.SendAsync(
                new HttpMethod(method), PathOf(route, ids), method is "GET" or "DELETE" ? null : "{}");
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{method} {PathOf(route, ids)}: {(int)response.StatusCode}");
        }
    }

    internal static IEnumerable<(string Method, RouteEndpoint Route)> Routes(ApiHost host) =>
        from route in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where route.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal)
        from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
        select (method, route);

    private static string ExampleOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<RetoRewards.Api.Documentation.RouteExamples>()!.Request ?? "{}";

    private static string PathOf(RouteEndpoint route, Dictionary<string, string> ids) => string.Concat(
        route.RoutePattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => ids[parameter.Name],
            _ => throw new InvalidOperationException("No such part."),
        }))));

    /// <summary>One of everything, by the name that routes give it; a new kind of thing makes this test fail until it is here.</summary>
    private static async Task<Dictionary<string, string>> ThingsAsync(ApiHost host, TestPartner owner)
    {
        Guid campaign = await owner.AddCampaignAsync();
        Guid participant = await owner.AddParticipantAsync();
        Guid channel = await owner.AddChannelAsync();
        JsonElement customer = await owner.Client.PostAsync("/v1/customers", """{"customerNumber":"1"}""", 201);
        JsonElement sale = await owner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-1"), 201);
        JsonElement workstation = await owner.Client.PostAsync($"/v1/channels/{channel}/keys", """{"name":"desk 1"}""", 201);
        JsonElement import = await owner.Client.PostAsync(
            $"/v1/imports?channelId={channel}&fileName=a.csv", "sale_number,sold_at,currency,unit_price\n", 202);
        await owner.Client.SendAsync(
            HttpMethod.Put,
            $"/v1/channels/{channel}/mapping",
            """{"columns":{"saleNumber":"a","soldAt":"b","currency":"c","unitPrice":"d"}}""",
            200,
            ("If-Match", "\"0\""));
        using System.Security.Cryptography.ECDsa key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        JsonElement till = await owner.Client.PostAsync(
            "/v1/till-keys",
            $$"""{"channelId":"{{channel}}","name":"Desk","publicKey":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""",
            201);
        return new Dictionary<string, string>
        {
            ["tillKeyId"] = till.GetProperty("tillKeyId").GetString()!,
            ["importId"] = import.GetProperty("importId").GetString()!,
            ["saleEventId"] = sale.GetProperty("saleEventId").GetString()!,
            ["channelKeyId"] = workstation.GetProperty("channelKeyId").GetString()!,
            ["partnerId"] = owner.Id.ToString(),
            ["apiKeyId"] = owner.KeyId.ToString(),
            ["campaignId"] = campaign.ToString(),
            ["termsVersion"] = "1",
            ["ordinal"] = "1",
            // Found by the campaign before it in the address alone; JointCampaignTests knows who may agree to one.
            ["fundingProposalId"] = Guid.NewGuid().ToString(),
            ["laneId"] = "1",
            ["wallet"] = ApiHost.Wallet,
            ["participantId"] = participant.ToString(),
            ["customerId"] = customer.GetProperty("customerId").GetString()!,
            ["code"] = await owner.AddCodeAsync(campaign, participant),
            ["channelId"] = channel.ToString(),
            ["saleId"] = sale.GetProperty("saleId").GetString()!,
            ["rewardId"] = (await RewardAsync(host, campaign, participant)).ToString(),
            ["holdId"] = (await HoldAsync(host, campaign, sale.GetProperty("saleId").GetGuid())).ToString(),
            ["storeId"] = (await owner.Client.PostAsync(
                "/v1/stores", """{"name":"S","country":"GB","city":"London","latitude":"51.5","longitude":"0"}""", 201)).GetProperty("storeId").GetString()!,
        };
    }

    private static async Task<Guid> RewardAsync(ApiHost host, Guid campaign, Guid participant)
    {
        RewardRow reward = new()
        {
            RewardId = new RewardId(Guid.NewGuid()),
            Sequence = 1,
            CampaignId = new CampaignId(campaign),
            SaleEventId = null,
            SaleId = null,
            TermsVersion = 1,
            Rule = 1,
            Role = RewardRole.Recipient,
            Ordinal = 1,
            ParticipantId = new ParticipantId(participant),
            Amount = TokenAmount.FromTokens(1),
            Net = TokenAmount.FromTokens(1),
            Due = TokenAmount.FromTokens(1),
            Uncut = TokenAmount.FromTokens(1),
            BaseMinorUnits = 0,
            ConversionRateId = null,
            FixedConversionRateId = null,
            Fingerprint = 1,
            State = RewardState.Pending,
            PayableFrom = DateTimeOffset.UnixEpoch,
        };
        await host.WriteAsync(write =>
        {
            write.InsertOne(reward);
            return Task.CompletedTask;
        });
        return reward.RewardId.Value;
    }

    private static async Task<Guid> HoldAsync(ApiHost host, Guid campaign, Guid sale)
    {
        RewardHoldRow hold = new()
        {
            HoldId = Guid.NewGuid(),
            SaleId = new SaleId(sale),
            CampaignId = new CampaignId(campaign),
            Reasons = "device_velocity",
            State = HoldState.Open,
            RaisedAt = DateTimeOffset.UnixEpoch,
            DecidedAt = null,
            DecidedBy = null,
            Note = null,
        };
        await host.WriteAsync(write =>
        {
            write.InsertOne(hold);
            return Task.CompletedTask;
        });
        return hold.HoldId;
    }
}
