using System.Text.Json;

namespace RetoRewards.Tests.Api;

public sealed class ConversionRatesTests
{
    private const string Rate = """{"currency":"GBP","tokensPerUnit":"20.5","inForceFrom":"2026-03-01T00:00:00Z","source":"treasury"}""";

    [Fact]
    public async Task Rate_is_recorded_once_and_listed()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        JsonElement made = await host.Admin.PostAsync("/v1/conversion-rates", Rate, 201);
        JsonElement again = await host.Admin.PostAsync("/v1/conversion-rates", Rate, 409);

        Assert.Equal("20.5", made.GetProperty("tokensPerUnit").GetString());
        Assert.Equal("conversion_rate_known", again.Code());
        Assert.Equal(1, (await host.Admin.GetAsync("/v1/conversion-rates", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Faulty_rate_is_refused_with_every_fault()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        JsonElement problem = await host.Admin.PostAsync("/v1/conversion-rates", """{"currency":"XXL","tokensPerUnit":"0"}""", 400);

        Assert.Equal(["#/source", "#/currency", "#/tokensPerUnit"], problem.Pointers());
    }

    [Fact]
    public async Task Partner_may_read_rates_and_not_record_them()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();

        await partner.Client.PostAsync("/v1/conversion-rates", Rate, 403);
        await partner.Client.GetAsync("/v1/conversion-rates", 200);
    }
}
