using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Cli;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Api;

namespace RetoRewards.Tests.Cli;

/// <summary>The command <c>simulate</c> as it is run, over past sales and over the sales of a file.</summary>
public sealed class SimulateCommandTests
{
    [Fact]
    [Trait("Behaviour", "G7")]
    public async Task Draft_terms_are_tried_over_past_sales_and_over_a_file_and_nothing_is_saved()
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
        string soldAt = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        string Sale(string number, string price) =>
            $$"""
            {"channelId":"{{channel}}","eventId":"{{number}}","saleNumber":"{{number}}","soldAt":"{{soldAt}}","currency":"GBP","customerNumber":"c{{number}}",
             "code":"{{code}}","lines":[{"quantity":1,"unitPrice":"{{price}}"}]}
            """;
        await partner.Client.PostAsync("/v1/sales", Sale("1", "10.00"), 201);
        string folder = Directory.CreateTempSubdirectory("retorewards-simulate-").FullName;
        string terms = Path.Combine(folder, "terms.json");
        string sales = Path.Combine(folder, "sales.json");
        await File.WriteAllTextAsync(terms, TestBodies.Terms("2020-01-01T00:00:00Z").Replace("\"shareBps\":500", "\"shareBps\":2000", StringComparison.Ordinal));
        await File.WriteAllTextAsync(sales, $"[{Sale("2", "10.00")},{Sale("3", "30.00")}]");

        // 20 % of 200 RETO; and of 200 and 600.
        (int code0, string past, _) = await RunAsync(host, "--campaign", campaign.ToString(), "--terms", terms);
        (int code1, string given, _) = await RunAsync(
            host, "--campaign", campaign.ToString(), "--terms", terms, "--sales", sales, "--channel", channel.ToString(), "--budget", "130");
        (int code2, _, string unknown) = await RunAsync(host, "--campaign", Guid.NewGuid().ToString(), "--terms", terms);
        (int code3, _, string malformed) = await RunAsync(host, "--campaign", campaign.ToString(), "--terms", sales);
        Directory.Delete(folder, recursive: true);

        Assert.Equal((0, 0, 1, 1), (code0, code1, code2, code3));
        Assert.Equal((1, "40"), Cost(past));
        Assert.Equal((2, "40"), Cost(given));
        Assert.Equal(1, JsonElement.Parse(given).GetProperty("outcomes").GetProperty("refused:budget_exhausted").GetInt32());
        Assert.Contains("no campaign", unknown, StringComparison.Ordinal);
        Assert.Contains("cannot be read", malformed, StringComparison.Ordinal);
        await using RetoDbContext db = host.Read();
        Assert.Empty(await db.Set<RewardRow>().ToArrayAsync());
        Assert.Single(await db.Set<SaleRow>().ToArrayAsync());
    }

    private static (int Sales, string Cost) Cost(string json)
    {
        JsonElement simulated = JsonElement.Parse(json);
        return (simulated.GetProperty("sales").GetInt32(), simulated.GetProperty("cost").GetString()!);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(ApiHost host, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(SimulateCommand).Assembly.Location, "simulate", .. arguments, .. host.Settings.Skip(2)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
