using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Rewards.Holds;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>A customer buys first in two campaigns of one partner in one run, each time brought in another way: it is new once.</summary>
[OnBothDatabases]
public sealed class FirstPurchaseTests
{
    /// <summary>How a sale is tied to somebody.</summary>
    public enum Way
    {
        Code,
        Click,
        Hand,
    }

    [Theory]
    [Trait("Behaviour", "M5")]
    [InlineData(Way.Code, Way.Code)]
    [InlineData(Way.Code, Way.Click)]
    [InlineData(Way.Code, Way.Hand)]
    [InlineData(Way.Click, Way.Code)]
    [InlineData(Way.Click, Way.Click)]
    [InlineData(Way.Click, Way.Hand)]
    [InlineData(Way.Hand, Way.Code)]
    [InlineData(Way.Hand, Way.Click)]
    public async Task A_customer_is_new_once_however_its_first_two_sales_name_their_campaigns(Way one, Way other)
    {
        await using Shop shop = await Shop.OpenAsync(terms: [ShopClicks.Terms()]);
        CampaignId second = await shop.OpenSecondCampaignAsync();
        CustomerId customer = await shop.LinkCustomerAsync("c1", (await shop.EnrolAsync()).Participant);
        ParticipantId first = await BringAsync(shop, "1", one, shop.CampaignId, customer);
        ParticipantId next = await BringAsync(shop, "2", other, second, customer);

        await shop.RewardAllAsync();
        await shop.TellAsync(Shop.Sale("3", "10.00", customer: "c1"));
        await shop.RewardAllAsync();

        Dictionary<string, SaleRow> sales = (await shop.RowsAsync<SaleRow>()).ToDictionary(row => row.SaleNumber);
        RewardDecisionRow[] decisions = await shop.RowsAsync<RewardDecisionRow>();
        RewardDecisionRow Of(string number) => decisions.Single(row => row.SaleId == sales[number].SaleId);
        Assert.Equal([true, false, false], new[] { "1", "2", "3" }.Select(number => Of(number).FirstPurchase));
        CustomerBindingRow bound = Assert.Single(await shop.RowsAsync<CustomerBindingRow>());
        Assert.Equal(sales["1"].SaleId, bound.FirstSaleId);

        // A person's word stands whenever it came; else the first purchase binds, and a binding beats the click of the second.
        ParticipantId referrer = other == Way.Hand ? next : first;
        Assert.Equal((referrer, other == Way.Hand ? second : shop.CampaignId), (bound.Referrer!.Value, bound.CampaignId));
        Assert.Equal(one == Way.Click && other == Way.Hand ? next : first, Of("1").Referrer);
        Assert.Equal(other == Way.Click ? first : next, Of("2").Referrer);
        Assert.Equal((AttributionKind.Binding, referrer), (Of("3").AttributedBy, Of("3").Referrer!.Value));
    }

    /// <summary>Tells a sale of the customer and brings somebody to credit.</summary>
    private static async Task<ParticipantId> BringAsync(Shop shop, string number, Way way, CampaignId campaign, CustomerId customer)
    {
        (ParticipantId referrer, string code) = await shop.EnrolAsync(campaign);
        if (way == Way.Hand)
        {
            await shop.BindByHandAsync(customer, campaign, referrer);
        }

        SaleSubmission sale = Shop.Sale(number, "10.00", way == Way.Code ? code : null, "c1");
        await shop.TellAsync(way == Way.Click ? sale with { ClickId = ShopClicks.Click(code, 7, Shop.Noon.AddMinutes(-1)).Text() } : sale);
        return referrer;
    }
}
