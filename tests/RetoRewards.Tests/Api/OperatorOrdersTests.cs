using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Chain;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Settlements;

namespace RetoRewards.Tests.Api;

/// <summary>What an administrator orders by hand over the API, and nobody else.</summary>
[Collection(LocalChain.Collection)]
public sealed class OperatorOrdersTests(LocalChain chain)
{
    private const string Note = """{"note":"The key was replaced"}""";

    [Fact]
    public async Task A_halted_lane_resumes_at_the_chains_own_count_and_the_order_is_kept()
    {
        await using ApiHost host = await ApiHost.StartAsync("--Chain:Endpoints:0", chain.Process.Endpoint.ToString());
        await KnowChainAsync(host);
        const long epoch = 7;
        await host.WriteAsync(write =>
        {
            write.InsertOne(new LaneRow
            {
                LaneId = 1,
                ChainId = LocalAccounts.ChainId,
                Sender = chain.Accounts.AddressOf(LocalAccounts.Owner).ToArray(),
                NextNonce = 0,
                Epoch = epoch,
                HaltedBecause = "Nonce 0 was used by a foreign transaction.",
            });
            return Task.CompletedTask;
        });
        await chain.DeployAsync(CancellationToken.None);
        long count = await chain.Node.GetTransactionCountAsync(
            chain.Accounts.AddressOf(LocalAccounts.Owner), BlockTag.Latest, CancellationToken.None);
        JsonElement lane = Assert.Single((await host.Admin.GetAsync("/v1/lanes", 200)).GetProperty("items").EnumerateArray());
        Assert.Equal("Nonce 0 was used by a foreign transaction.", lane.GetProperty("haltedBecause").GetString());

        Assert.Equal(["#/note"], (await host.Admin.PostAsync("/v1/lanes/1/resume", "{}", 400)).Pointers());
        Assert.Equal("not_found", (await host.Admin.PostAsync("/v1/lanes/2/resume", Note, 404)).Code());
        JsonElement resumed = await host.Admin.PostAsync("/v1/lanes/1/resume", Note, 200);

        Assert.Equal((count, JsonValueKind.Null), (resumed.GetProperty("nextNonce").GetInt64(), resumed.GetProperty("haltedBecause").ValueKind));
        Assert.Equal("lane_not_halted", (await host.Admin.PostAsync("/v1/lanes/1/resume", Note, 409)).Code());
        JsonElement kept = Assert.Single((await host.Admin.GetAsync("/v1/operator-actions", 200)).GetProperty("items").EnumerateArray());
        Assert.Equal(
            ("lane_resumed", "lane:1", "The key was replaced"),
            (kept.GetProperty("action").GetString(), kept.GetProperty("subject").GetString(), kept.GetProperty("note").GetString()));
        await using RetoDbContext db = host.Read();
        // Whoever sends goes on sending: the lane was taken over from nobody.
        Assert.Equal(epoch, (await db.Set<LaneRow>().SingleAsync()).Epoch);
    }

    /// <summary>The database learns its chain; a machine under load may be too slow for the first check of its node.</summary>
    private static async Task KnowChainAsync(ApiHost host)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await host.Services.GetRequiredService<ChainIdentity>().RequireAsync(CancellationToken.None);
                return;
            }
            catch (RpcFaultException) when (attempt < 10)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }

    [Fact]
    public async Task A_wallet_that_was_set_apart_and_a_pause_of_planning_are_listed_and_ended_by_an_administrator_alone()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        CampaignId campaign = new(await partner.AddCampaignAsync());
        await host.WriteAsync(write =>
        {
            PayoutBatchRow batch = PayoutAlarmRows.Batch(campaign, 1);
            write.InsertOne(batch);
            write.InsertOne(new SetApartWalletRow
            {
                Wallet = WalletAddress.FromBytes(Convert.FromHexString(ApiHost.Wallet[2..])),
                Reason = "RetoToken_InvalidRecipient()",
                PayoutBatchId = batch.PayoutBatchId,
                SetApartAt = DateTimeOffset.UnixEpoch,
            });
            write.InsertOne(new PlanningPauseRow { CampaignId = campaign, Until = DateTimeOffset.MaxValue, Because = "A thief." });
            return Task.CompletedTask;
        });

        foreach (string list in new[] { "lanes", "set-apart-wallets", "planning-pauses", "operator-actions" })
        {
            Assert.Equal("forbidden", (await partner.Client.GetAsync($"/v1/{list}", 403)).Code());
        }

        JsonElement wallet = Assert.Single((await host.Admin.GetAsync("/v1/set-apart-wallets", 200)).GetProperty("items").EnumerateArray());
        Assert.Equal("RetoToken_InvalidRecipient()", wallet.GetProperty("reason").GetString());
        Assert.Single((await host.Admin.GetAsync("/v1/planning-pauses", 200)).GetProperty("items").EnumerateArray());
        string release = $"/v1/set-apart-wallets/{wallet.GetProperty("wallet").GetString()}/release";
        string end = $"/v1/planning-pauses/{campaign.Value}/end";
        Assert.Equal("not_found", (await partner.Client.PostAsync(release, Note, 404)).Code());
        Assert.Equal("not_found", (await partner.Client.PostAsync(end, Note, 404)).Code());
        Assert.Equal("not_found", (await host.Admin.PostAsync("/v1/set-apart-wallets/0x12/release", Note, 404)).Code());

        await host.Admin.PostAsync(release, Note, 200);
        await host.Admin.PostAsync(end, Note, 200);

        Assert.Equal("not_found", (await host.Admin.PostAsync(release, Note, 404)).Code());
        Assert.Equal("not_found", (await host.Admin.PostAsync(end, Note, 404)).Code());
        await using RetoDbContext db = host.Read();
        Assert.Equal((0, 0), (await db.Set<SetApartWalletRow>().CountAsync(), await db.Set<PlanningPauseRow>().CountAsync()));
        Assert.Equal(
            [OperatorActions.WalletReleased, OperatorActions.PlanningPauseEnded],
            await db.Set<OperatorActionRow>().OrderBy(row => row.At).ThenBy(row => row.OperatorActionId).Select(row => row.Action).ToArrayAsync());
    }
}
