using Microsoft.Extensions.Logging.Abstractions;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Rewards;

namespace RetoRewards.Tests.Sales;

/// <summary>What speaks of a sale that never comes has an end, on a real database.</summary>
[OnBothDatabases]
public sealed class ParkedEventsTests
{
    [Fact]
    [Trait("Behaviour", "N5")]
    [Trait("Fault", "39")]
    public async Task An_event_whose_sale_never_comes_ends_and_a_sale_that_comes_later_still_is_decided_with_it()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        EndParkedEvents stage = new(shop.Contexts, shop.Database.Gate, shop.Clock, NullLogger<EndParkedEvents>.Instance);
        await shop.TellAsync(SaleEventsTests.Refund("r1", "1", lines: [new RefundSubmissionLine(0, null, 4.00m, 0, 0)]));
        await shop.TellAsync(SaleEventsTests.Payment("p1", "2", 5m, Shop.Noon));
        await shop.TellAsync(new FeedbackSubmission("f1", "3", Shop.Noon, FeedbackPolarity.Positive, "c1", null));

        shop.Clock.Now = Shop.Noon + EndParkedEvents.Patience - TimeSpan.FromSeconds(1);
        Assert.Equal(0, await stage.RunOnceAsync(CancellationToken.None));
        shop.Clock.Now += EndParkedEvents.Rest;
        Assert.Equal(3, await stage.RunOnceAsync(CancellationToken.None));
        Assert.Equal(0, await stage.RunOnceAsync(CancellationToken.None));

        Assert.Equal(Outcome.CancellationWithoutSale, await SaleEventsTests.OutcomeAsync(shop, "r1"));
        Assert.Equal(Outcome.SaleUnknown, await SaleEventsTests.OutcomeAsync(shop, "p1"));
        Assert.Equal(Outcome.SaleUnknown, await SaleEventsTests.OutcomeAsync(shop, "f1"));
        Assert.All(await shop.RowsAsync<SaleEventRow>(), row => Assert.Equal(SaleEventState.Refused, row.State));

        await SaleEventsTests.TellAllAsync(shop, Shop.Sale("1", "10.00", code, "c1", soldAt: Shop.Noon));
        Assert.Equal(Outcome.RefundApplied, await SaleEventsTests.OutcomeAsync(shop, "r1"));
        Assert.Equal("12", await SaleEventsTests.PendingAsync(shop, referrer));
        Assert.Equal("12", (await shop.BalanceAsync(AccountName.Pending(shop.CampaignId, referrer))).ToAmount().ToString());
        await ShopOracle.AssertAsync(shop);
    }
}
