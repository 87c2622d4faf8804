using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Rewards;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>Who may stand above whom, and who of them is paid, on a real database. 20 RETO a pound.</summary>
[OnBothDatabases]
public sealed class UplineTests
{
    private static readonly DateTimeOffset Noon = Shop.Noon;

    [Fact]
    [Trait("Behaviour", "N7")]
    public async Task An_upline_is_paid_only_while_it_buys_itself_where_the_terms_ask()
    {
        await using Shop shop = await OpenAsync(mustBeActive: true);
        (ParticipantId uncle, string code) = await WithUncleAsync(shop);

        await SellAsync(shop, "1", code, Noon.AddDays(1));
        Assert.Equal("0", await PendingAsync(shop, uncle));
        shop.Clock.Now = Noon.AddDays(2);
        await shop.TellAsync(Shop.Sale("own", "5.00", customer: "uncle", soldAt: Noon.AddDays(2)));
        await SellAsync(shop, "2", code, Noon.AddDays(2));
        Assert.Equal("10", await PendingAsync(shop, uncle));
        await SellAsync(shop, "3", code, Noon.AddDays(32));
        Assert.Equal("20", await PendingAsync(shop, uncle));
        await SellAsync(shop, "4", code, Noon.AddDays(32).AddSeconds(1));

        Assert.Equal("20", await PendingAsync(shop, uncle));
        SaleEventId fourth = await EventOfAsync(shop, "4");
        RewardDecisionRow last = (await shop.RowsAsync<RewardDecisionRow>()).Single(row => row.SaleEventId == fourth);
        Assert.Contains("uplineInactive", last.Explanation, StringComparison.Ordinal);
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    [Trait("Behaviour", "N7")]
    public async Task A_purchase_that_was_not_paid_or_wholly_went_back_makes_nobody_active()
    {
        await using Shop shop = await OpenAsync(mustBeActive: true);
        (ParticipantId uncle, string code) = await WithUncleAsync(shop);
        await shop.TellAsync(SaleEventsTests.Unpaid("unpaid", "5.00", null, Noon, "uncle"));
        await shop.TellAsync(Shop.Sale("back", "5.00", customer: "uncle"));
        await shop.TellAsync(SaleEventsTests.Refund("r1", "back"));

        await SellAsync(shop, "1", code, Noon.AddDays(1));
        Assert.Equal("0", await PendingAsync(shop, uncle));
        await shop.TellAsync(SaleEventsTests.Payment("paid", "unpaid", 5m, Noon));
        await SellAsync(shop, "2", code, Noon.AddDays(1));

        Assert.Equal("10", await PendingAsync(shop, uncle));
    }

    [Fact]
    [Trait("Behaviour", "N7")]
    public async Task Terms_that_do_not_ask_pay_an_upline_that_never_bought()
    {
        await using Shop shop = await OpenAsync(mustBeActive: false);
        (ParticipantId uncle, string code) = await WithUncleAsync(shop);

        await SellAsync(shop, "1", code, Noon.AddDays(1));

        Assert.Equal("10", await PendingAsync(shop, uncle));
    }

    [Fact]
    [Trait("Behaviour", "N7")]
    [Trait("Fault", "75")]
    public async Task Nobody_refers_himself_through_a_second_account_of_the_same_verified_contact()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        (ParticipantId second, _) = await shop.EnrolAsync();
        await GiveContactAsync(shop, 7, referrer, second);
        await shop.LinkCustomerAsync("self", second);

        await shop.TellAsync(Shop.Sale("1", "10.00", code, "self"));
        await shop.TellAsync(Shop.Sale("2", "10.00", code, "other"));
        await shop.RewardAllAsync();

        Assert.Equal("20", await PendingAsync(shop, referrer));
        SaleEventId first = await EventOfAsync(shop, "1");
        RewardDecisionRow refused = (await shop.RowsAsync<RewardDecisionRow>()).Single(row => row.SaleEventId == first);
        Assert.Equal((null, "self_referral"), (refused.Referrer, refused.NotCredited));
    }

    [Fact]
    [Trait("Behaviour", "N7")]
    [Trait("Fault", "75")]
    public async Task No_chain_closes_through_a_second_account_of_the_same_verified_contact()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId first, string codeOfFirst) = await shop.EnrolAsync();
        (ParticipantId below, string codeOfBelow) = await shop.EnrolAsync();
        (ParticipantId second, _) = await shop.EnrolAsync();
        await GiveContactAsync(shop, 9, first, second);
        await shop.LinkCustomerAsync("below", below);
        await shop.LinkCustomerAsync("second", second);

        await shop.TellAsync(Shop.Sale("1", "10.00", codeOfFirst, "below"));
        await shop.TellAsync(Shop.Sale("2", "10.00", codeOfBelow, "second"));
        await shop.RewardAllAsync();

        CustomerBindingRow[] bindings = await shop.RowsAsync<CustomerBindingRow>();
        Assert.Equal([first], bindings.Select(row => row.Referrer).OfType<ParticipantId>());
    }

    private static Task<Shop> OpenAsync(bool mustBeActive) => Shop.OpenAsync(terms:
    [
        new Terms(
            1,
            Noon.AddYears(-1),
            TimeSpan.Zero,
            TimeSpan.FromDays(400),
            [Rule.Purchase(1, 1, Rate.Percentage(1000)), Rule.Purchase(2, 2, Rate.Percentage(500))])
        {
            UplineMustBeActive = mustBeActive,
            UplineActivity = mustBeActive ? TimeSpan.FromDays(30) : null,
        },
    ]);

    /// <summary>An uncle who has brought a referrer, and the referrer's code.</summary>
    private static async Task<(ParticipantId Uncle, string Code)> WithUncleAsync(Shop shop)
    {
        (ParticipantId uncle, string codeOfUncle) = await shop.EnrolAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await shop.LinkCustomerAsync("referrer", referrer);
        await shop.LinkCustomerAsync("uncle", uncle);
        await shop.TellAsync(Shop.Sale("0", "0.01", codeOfUncle, "referrer"));
        await shop.RewardAllAsync();
        foreach (RewardRow row in await shop.RowsAsync<RewardRow>())
        {
            Assert.Equal((uncle, "0.02"), (row.ParticipantId, row.Amount.ToString()));
        }

        await shop.TellAsync(SaleEventsTests.Refund("r0", "0"));
        await shop.RewardAllAsync();
        return (uncle, code);
    }

    private static async Task SellAsync(Shop shop, string number, string code, DateTimeOffset at)
    {
        shop.Clock.Now = at > shop.Clock.Now ? at : shop.Clock.Now;
        await shop.TellAsync(Shop.Sale(number, "10.00", code, "c" + number, soldAt: at));
        await shop.RewardAllAsync();
    }

    private static async Task<SaleEventId> EventOfAsync(Shop shop, string number) =>
        (await shop.RowsAsync<RetoRewards.Sales.SaleEventRow>()).Single(row => row.EventId == "event-" + number).SaleEventId;

    private static Task<string> PendingAsync(Shop shop, ParticipantId who) => SaleEventsTests.PendingAsync(shop, who);

    private static async Task GiveContactAsync(Shop shop, byte contact, params ParticipantId[] who)
    {
        ParticipantRow[] rows = [.. (await shop.RowsAsync<ParticipantRow>()).Where(row => who.Contains(row.ParticipantId))];
        foreach (ParticipantRow row in rows)
        {
            row.ContactDigest = [.. Enumerable.Repeat(contact, 16)];
        }

        await SeedRows.WriteAsync(shop.Database, write => write.Update(rows, nameof(ParticipantRow.ContactDigest)));
    }
}
