using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Rewards;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>Rates by what the running service knows of a sale, on a real database. 20 RETO a pound; a sale is 10 pounds.</summary>
[OnBothDatabases]
public sealed class RateScopeTests
{
    private static readonly DateTimeOffset Noon = Shop.Noon;

    [Fact]
    [Trait("Behaviour", "T26")]
    [Trait("Behaviour", "T10")]
    [Trait("Behaviour", "T18")]
    [Trait("Behaviour", "T3")]
    public async Task The_most_specific_rate_wins_by_customer_product_vip_group_kind_channel_and_place()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId blogger, string code) = await shop.EnrolAsync();
        CustomerId own = await shop.LinkCustomerAsync("own", (await shop.EnrolAsync()).Participant);
        CustomerId vip = await shop.LinkCustomerAsync("vip", (await shop.EnrolAsync()).Participant);
        await MakeVipAsync(shop, vip);
        await MakeBloggerAsync(shop, blogger);
        Rule rule = new(
            1,
            RuleKind.Purchase,
            [
                new(Scope.Everything, Rate.Percentage(100)),
                new(new Scope { Place = "u4" }, Rate.Percentage(200)),
                new(new Scope { Place = "u4p" }, Rate.Percentage(300)),
                new(new Scope { ProductType = "tea" }, Rate.Percentage(600)),
                new(new Scope { Vip = true }, Rate.Percentage(500)),
                new(new Scope { Sku = "T-1" }, Rate.Percentage(700)),
                new(new Scope { Customer = own }, Rate.Percentage(800)),
            ],
            1);
        Rule bloggers = new(2, RuleKind.Purchase, [new(new Scope { ReferrerKind = ParticipantKind.Blogger, Group = "gold" }, Rate.Percentage(1000))], 1);
        Rule here = new(3, RuleKind.Purchase, [new(new Scope { Channel = shop.Channel.ChannelId, NewCustomer = true }, Rate.Percentage(50))], 1);
        Terms terms = new(2, Noon, TimeSpan.Zero, TimeSpan.FromDays(400), [rule, bloggers, here]);
        await SeedRows.WriteAsync(shop.Database, write => write.InsertOne(RetoRewards.Campaigns.StoredTerms.Row(shop.CampaignId, terms, Noon)));

        Assert.Equal("1 % new", await EarnedAsync(shop, "a", code, "plain"));
        Assert.Equal("1 %", await EarnedAsync(shop, "b", code, "plain"));
        Assert.Equal("2 %", await EarnedAsync(shop, "c", code, "plain", place: "u4q"));
        Assert.Equal("3 %", await EarnedAsync(shop, "d", code, "plain", place: "u4pr"));
        Assert.Equal("5 % new", await EarnedAsync(shop, "e", code, "vip", place: "u4pr"));
        Assert.Equal("6 %", await EarnedAsync(shop, "f", code, "vip", type: "tea"));
        Assert.Equal("7 %", await EarnedAsync(shop, "g", code, "vip", type: "tea", sku: "T-1"));
        Assert.Equal("8 % new", await EarnedAsync(shop, "h", code, "own", type: "tea", sku: "T-1"));
    }

    /// <summary>The percentage that the first rule paid, and whether the customer counted as new; the bloggers' rule always pays ten.</summary>
    private static async Task<string> EarnedAsync(
        Shop shop, string number, string code, string customer, string? place = null, string? type = null, string? sku = null)
    {
        RetoRewards.Sales.SaleSubmission sale = Shop.Sale(number, "10.00", code, customer);
        await shop.TellAsync(sale with
        {
            Draft = sale.Draft with { Place = place, Lines = [sale.Draft.Lines[0] with { ProductType = type, Sku = sku }] },
        });
        await shop.RewardAllAsync();
        SaleEventId told = (await shop.RowsAsync<RetoRewards.Sales.SaleEventRow>()).Single(row => row.EventId == "event-" + number).SaleEventId;
        RewardRow[] rewards = [.. (await shop.RowsAsync<RewardRow>()).Where(row => row.SaleEventId == told)];
        Assert.Equal("20", rewards.Single(row => row.Rule == 2).Amount.ToString());
        return $"{rewards.Single(row => row.Rule == 1).Amount.BaseUnits / TokenAmount.FromTokens(2).BaseUnits} %"
            + (rewards.Any(row => row.Rule == 3) ? " new" : string.Empty);
    }

    private static async Task MakeVipAsync(Shop shop, CustomerId who)
    {
        CustomerRow row = (await shop.RowsAsync<CustomerRow>()).Single(one => one.CustomerId == who);
        row.IsVip = true;
        await SeedRows.WriteAsync(shop.Database, write => write.UpdateOne(row, nameof(CustomerRow.IsVip)));
    }

    private static async Task MakeBloggerAsync(Shop shop, ParticipantId who)
    {
        ParticipantRow row = (await shop.RowsAsync<ParticipantRow>()).Single(one => one.ParticipantId == who);
        row.Kind = ParticipantKind.Blogger;
        row.GroupName = "gold";
        await SeedRows.WriteAsync(shop.Database, write => write.UpdateOne(row, nameof(ParticipantRow.Kind), nameof(ParticipantRow.GroupName)));
    }
}
