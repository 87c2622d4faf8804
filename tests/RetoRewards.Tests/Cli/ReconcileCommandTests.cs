using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Cli;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Tests.Api;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Cli;

/// <summary>The command as an operator runs it, in a process of its own, and the same comparison over HTTP.</summary>
[Collection(LocalChain.Collection)]
public sealed class ReconcileCommandTests(LocalChain chain)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    [Trait("Behaviour", "N8")]
    public async Task Its_exit_code_tells_whether_ledger_and_chain_agree()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 10);
        await world.DrainAsync();

        (int well, string agreed) = await RunAsync(world);
        await world.WriteAsync(async write => Assert.NotEqual(0, await write.Db.Database.ExecuteSqlRawAsync(
            "UPDATE ledger_postings SET amount = '00000000000000000000000000011' WHERE amount = '00000000000000000000000000010'")));
        (int wrong, string differed) = await RunAsync(world);

        Assert.True(well == 0, agreed);
        Assert.EndsWith("0 unexplained", agreed.TrimEnd(), StringComparison.Ordinal);
        Assert.True(wrong == 1, differed);
        Assert.EndsWith("1 unexplained", differed.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("ledger 11, chain 10, difference -1 base units", differed, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Fault", "66")]
    public async Task A_partner_sees_its_own_campaigns_alone_and_an_administrator_all()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        CampaignId other = await world.AddPartnerAsync();
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 10);
        await world.RewardAsync(world.Participants[0], 20, other);
        await world.DrainAsync();
        // The other partner's ledger is out by one, which is nobody else's business.
        await world.WriteAsync(async write => Assert.NotEqual(0, await write.Db.Database.ExecuteSqlRawAsync(
            "UPDATE ledger_postings SET amount = '00000000000000000000000000021' WHERE amount = '00000000000000000000000000020'")));
        await using ApiHost host = await ApiHost.StartAsync([.. world.Settings]);
        JsonElement key = await host.Admin.PostAsync($"/v1/partners/{world.Partner.Value}/api-keys", """{"name":"own"}""", 201);
        using HttpClient partner = host.Client(key.GetProperty("secret").GetString()!);

        JsonElement own = await partner.GetAsync("/v1/reconciliation", 200);
        JsonElement all = await host.Admin.GetAsync("/v1/reconciliation", 200);

        Assert.Equal("0", own.GetProperty("unexplained").GetString());
        Assert.Equal(
            (world.Campaign.Value, "10"),
            (Assert.Single(own.GetProperty("campaigns").EnumerateArray()).GetProperty("campaignId").GetGuid(),
                own.GetProperty("campaigns")[0].GetProperty("ledger").GetString()));
        Assert.Equal("1", all.GetProperty("unexplained").GetString());
        Assert.Equal(
            new[] { world.Campaign.Value, other.Value }.Order(),
            all.GetProperty("campaigns").EnumerateArray().Select(one => one.GetProperty("campaignId").GetGuid()).Order());
    }

    private static async Task<(int Code, string Output)> RunAsync(PayoutWorld world)
    {
        using Process command = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(ReconcileCommand).Assembly.Location, "reconcile", .. world.Settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = command.StandardError.ReadToEndAsync();
        string output = await command.StandardOutput.ReadToEndAsync();
        using CancellationTokenSource enough = new(Patience);
        await command.WaitForExitAsync(enough.Token);
        string told = await errors;
        return (command.ExitCode, command.ExitCode is 0 or 1 ? output : string.Create(CultureInfo.InvariantCulture, $"{command.ExitCode}\n{output}\n{told}"));
    }
}
