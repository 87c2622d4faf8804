using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Tests.Sales;

/// <summary>A sale is told more than once: by several channels, in several versions, before and after it is decided.</summary>
public sealed class SaleVersionTests
{
    [Fact]
    public async Task Later_version_of_an_undecided_sale_takes_its_place()
    {
        await using Shop shop = await Shop.OpenAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", customer: "c1", eventId: "a"));

        SaleAnswer answer = await shop.TellAsync(Shop.Sale("1", "12.00", eventId: "b"));

        Assert.IsType<SaleAnswer.Recorded>(answer);
        SaleRow sale = Assert.Single(await shop.RowsAsync<SaleRow>());
        Assert.Equal((1200, 2), (sale.TotalMinorUnits, sale.Version));
        Assert.NotNull(sale.CustomerId);
        Assert.Equal(1200, Assert.Single(await shop.RowsAsync<SaleLineRow>()).GrossMinorUnits);
        Assert.Equal([Outcome.Superseded, null], await OutcomesAsync(shop));
    }

    [Fact]
    public async Task Older_version_that_arrives_late_changes_nothing()
    {
        await using Shop shop = await Shop.OpenAsync();
        await shop.TellAsync(Shop.Sale("1", "12.00", eventId: "b") with { RevisedAt = Shop.Noon });

        await shop.TellAsync(Shop.Sale("1", "10.00", eventId: "a") with { RevisedAt = Shop.Noon.AddMinutes(-1) });

        Assert.Equal(1200, Assert.Single(await shop.RowsAsync<SaleRow>()).TotalMinorUnits);
        Assert.Equal([null, Outcome.Superseded], await OutcomesAsync(shop));
    }

    [Fact]
    public async Task Sum_told_by_a_payment_does_not_replace_the_lines_of_an_order_nor_the_other_way_round_lose_them()
    {
        await using Shop shop = await Shop.OpenAsync();
        SaleSubmission order = Shop.Sale("1", "4.00", customer: "c1", eventId: "order");
        order = order with { Draft = order.Draft with { Lines = [.. order.Draft.Lines, new SaleDraftLine("B", null, 1, 6m)] } };

        await shop.TellAsync(Shop.Sale("1", "10.00", eventId: "payment"));
        await shop.TellAsync(order);
        await shop.TellAsync(Shop.Sale("1", "10.00", eventId: "till", soldAt: Shop.Noon.AddMinutes(-3)));

        Assert.Equal(2, (await shop.RowsAsync<SaleLineRow>()).Length);
        Assert.Equal([Outcome.Superseded, null, Outcome.Superseded], await OutcomesAsync(shop));
    }

    [Fact]
    public async Task Sale_of_four_sources_by_two_numbers_earns_once()
    {
        await using Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();

        await shop.TellAsync(Shop.Sale("pi_77", "10.00", eventId: "payment-intent"));
        await shop.TellAsync(Shop.Sale("1001", "10.00", code, "c1", "checkout-session") with { References = ["pi_77"] });
        await shop.TellAsync(Shop.Sale("1001", "10.00", code, eventId: "order-update"));
        await shop.RewardAllAsync();
        await shop.TellAsync(Shop.Sale("1001", "10.00", eventId: "till"));
        await shop.RewardAllAsync();

        Assert.Single(await shop.RowsAsync<SaleRow>());
        Assert.Single(await OutcomesAsync(shop), outcome => outcome == Outcome.Rewarded);
        Assert.Equal(3, (await OutcomesAsync(shop)).Count(outcome => outcome == Outcome.Superseded));
    }

    [Fact]
    public async Task Lower_version_of_a_decided_sale_is_a_refund_of_the_difference()
    {
        await using Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1", "a"));
        await shop.RewardAllAsync();

        await shop.TellAsync(Shop.Sale("1", "7.00", eventId: "b"));
        await shop.TellAsync(Shop.Sale("1", "6.00", eventId: "c"));

        Assert.Equal(1000, Assert.Single(await shop.RowsAsync<SaleRow>()).TotalMinorUnits);
        Assert.Equal([2, 3], (await shop.RowsAsync<SaleRefundRow>()).Select(row => row.SaleVersion!.Value).Order());
        Assert.Equal([100, 300], (await shop.RowsAsync<SaleRefundLineRow>()).Select(row => row.GoodsMinorUnits).Order());
        Assert.Equal(2, (await shop.RowsAsync<SaleEventRow>()).Count(row => row.Kind == SaleEventKind.Refund));
    }

    [Theory]
    [InlineData("12.00", "c1", "/lines/0")]
    [InlineData("10.00", "c2", "/customerNumber")]
    public async Task More_money_or_other_people_after_the_decision_contradict_and_the_difference_is_named(
        string amount, string customer, string pointer)
    {
        await using Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1", "a"));
        await shop.RewardAllAsync();

        SaleAnswer.Refused answer = Assert.IsType<SaleAnswer.Refused>(
            await shop.TellAsync(Shop.Sale("1", amount, code, customer, "b")));

        Assert.Equal("content_conflict", answer.Code);
        Assert.Equal([pointer], answer.Differences);
        Assert.Equal([Outcome.Rewarded, Outcome.ContentConflict], await OutcomesAsync(shop));
    }

    private static async Task<Outcome?[]> OutcomesAsync(Shop shop) =>
        [.. (await shop.RowsAsync<SaleEventRow>()).OrderBy(row => row.Arrival).Select(row => row.Outcome)];
}
