using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Observability;
using RetoRewards.Payouts;
using RetoRewards.Settlements;
using RetoRewards.Tests.Api;

namespace RetoRewards.Tests.Settlements;

/// <summary>Payouts that went wrong, or that wait by design, are named while that is so, and no longer.</summary>
public sealed class PayoutAlarmsTests
{
    [Fact]
    public async Task A_batch_that_reverted_and_one_that_nobody_attested_are_named_for_a_while()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        CampaignId campaign = new(await (await host.AddPartnerAsync()).AddCampaignAsync());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        PayoutBatchRow reverted = PayoutAlarmRows.Batch(campaign, 1, PayoutBatchState.Void, now, transaction: 1);
        PayoutBatchRow onItsWay = PayoutAlarmRows.Batch(campaign, 2, PayoutBatchState.Mined, settledAt: null, transaction: 2);
        PayoutBatchRow longAgo = PayoutAlarmRows.Batch(campaign, 3, PayoutBatchState.Void, now.AddHours(-2), transaction: 3);
        PayoutBatchRow unattested = PayoutAlarmRows.Batch(campaign, 4, PayoutBatchState.Void, now);
        unattested.Attestor = WalletAddress.FromBytes(Convert.FromHexString(ApiHost.Wallet[2..]));
        await host.WriteAsync(write =>
        {
            PayoutAlarmRows.InsertLane(write);
            write.Insert(new[] { 1, 2, 3 }.Select(PayoutAlarmRows.Reverted).ToArray());
            write.Insert(new[] { reverted, onItsWay, longAgo, unattested });
            return Task.CompletedTask;
        });

        Assert.Equal(
            new[] { $"batch:{reverted.PayoutBatchId}", $"batch:{onItsWay.PayoutBatchId}" }.Order(),
            (await FindAsync(host, AlarmNames.BatchReverted)).Keys.Order());
        Assert.Equal([$"batch:{unattested.PayoutBatchId}"], (await FindAsync(host, AlarmNames.AttestationMissed)).Keys);
    }

    [Fact]
    public async Task A_campaign_whose_limits_let_nothing_be_paid_is_named_while_something_is_payable()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        CampaignId never = new(await partner.AddCampaignAsync());
        CampaignId soon = new(await partner.AddCampaignAsync());
        CampaignId late = new(await partner.AddCampaignAsync());
        CampaignId nothing = new(await partner.AddCampaignAsync());
        ParticipantId participant = new(await partner.AddParticipantAsync());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await host.WriteAsync(write =>
        {
            write.Insert(new[]
            {
                PayoutAlarmRows.Limit(never, PayoutDelay.AboveMaxLine, now),
                PayoutAlarmRows.Limit(soon, PayoutDelay.AboveMaxTotal, now.AddHours(-12)),
                PayoutAlarmRows.Limit(late, PayoutDelay.AboveMaxTotal, now.AddDays(-2)),
                PayoutAlarmRows.Limit(nothing, PayoutDelay.AboveCeilings, now),
            });
            write.Insert(new[] { never, soon, late }.Select((campaign, index) => PayoutAlarmRows.Payable(campaign, participant, index + 1)).ToArray());
            return Task.CompletedTask;
        });

        IReadOnlyDictionary<string, string> found = await FindAsync(host, AlarmNames.PayoutsWait);

        Assert.Equal(new[] { $"campaign:{never}", $"campaign:{late}" }.Order(), found.Keys.Order());
        Assert.Contains("AboveMaxLine", found[$"campaign:{never}"], StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyDictionary<string, string>> FindAsync(ApiHost host, string alarm) =>
        (await host.Services.GetRequiredService<AlarmFinder>().FindAsync(CancellationToken.None))[alarm];
}
