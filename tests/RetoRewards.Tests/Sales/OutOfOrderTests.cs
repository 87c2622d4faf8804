using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Tests.Sales;

/// <summary>Events of one sale come in any order: what speaks of a sale that has not arrived waits for it.</summary>
public sealed class OutOfOrderTests
{
    [Fact]
    [Trait("Fault", "39")]
    public async Task Refund_before_its_sale_is_parked_and_taken_up_when_the_sale_arrives()
    {
        await using Shop shop = await Shop.OpenAsync();
        RefundSubmission refund = new("r1", "1", Shop.Noon, "GBP", null, [new RefundSubmissionLine(null, "sku-a", 2.5m, 0, 0)]);

        SaleAnswer.Recorded parked = Assert.IsType<SaleAnswer.Recorded>(await shop.TellAsync(refund));
        SaleEventRow waiting = Assert.Single(await shop.RowsAsync<SaleEventRow>());
        SaleSubmission sale = Shop.Sale("1", "10.00", customer: "c1");
        await shop.TellAsync(sale with { Draft = sale.Draft with { Lines = [sale.Draft.Lines[0] with { Sku = "sku-a" }] } });

        Assert.Equal((null, Outcome.SaleMissing), (parked.SaleId, parked.Outcome));
        Assert.Equal((SaleEventState.Waiting, null), (waiting.State, waiting.SaleId));
        SaleRow known = Assert.Single(await shop.RowsAsync<SaleRow>());
        SaleEventRow taken = Assert.Single(await shop.RowsAsync<SaleEventRow>(), row => row.Kind == SaleEventKind.Refund);
        Assert.Equal((SaleEventState.Received, known.SaleId, null), (taken.State, taken.SaleId, taken.Outcome));
        Assert.Equal(0, Assert.Single(await shop.RowsAsync<SaleRefundLineRow>()).LineNumber);
    }

    [Fact]
    public async Task What_waits_under_another_number_of_the_sale_is_taken_up_too()
    {
        await using Shop shop = await Shop.OpenAsync();
        await shop.TellAsync(new RefundSubmission("r1", "pi_77", Shop.Noon, "GBP", 1m, []));

        await shop.TellAsync(Shop.Sale("1001", "10.00") with { References = ["pi_77"] });

        Assert.All(await shop.RowsAsync<SaleEventRow>(), row => Assert.NotNull(row.SaleId));
    }

    [Fact]
    public async Task Every_kind_is_stored_with_its_content_in_one_call_in_any_order()
    {
        await using Shop shop = await Shop.OpenAsync();

        SaleAnswer[] answers = await shop.RecordEvents.ExecuteAsync(
            shop.Channel,
            [
                new FeedbackSubmission("f", "1", Shop.Noon, FeedbackPolarity.Negative, "c9", "Late, and cold."),
                new CancellationSubmission("x", "1", Shop.Noon),
                new DeliverySubmission("back", "1", Shop.Noon, IsReturn: true),
                new DeliverySubmission("d", "1", Shop.Noon, IsReturn: false),
                new PaymentSubmission("p", "1", Shop.Noon, "GBP", 10m),
                Shop.Sale("1", "10.00", eventId: "s") with { PaymentPending = true, DeliveryPending = true, Body = "{}"u8.ToArray() },
            ],
            CancellationToken.None);

        Assert.All(answers, answer => Assert.IsType<SaleAnswer.Recorded>(answer));
        SaleEventRow[] events = await shop.RowsAsync<SaleEventRow>();
        Assert.Equal(6, events.Select(row => row.Kind).Distinct().Count());
        Assert.All(events, row => Assert.Equal((SaleEventState.Received, true), (row.State, row.SaleId is not null)));
        SaleRow sale = Assert.Single(await shop.RowsAsync<SaleRow>());
        Assert.Equal((null, null), (sale.PaidAt, sale.DeliveredAt));
        Assert.Equal(1000, Assert.Single(await shop.RowsAsync<SalePaymentRow>()).MinorUnits);
        Assert.Equal(2, (await shop.RowsAsync<SaleDeliveryRow>()).Length);
        Assert.True(Assert.Single(await shop.RowsAsync<SaleRefundRow>()).Whole);
        Assert.NotNull(Assert.Single(await shop.RowsAsync<FeedbackRow>()).CustomerId);
        Assert.Equal("Late, and cold.", Assert.Single(await shop.RowsAsync<FeedbackTextRow>()).Text);
        Assert.Single(await shop.RowsAsync<SaleEventBodyRow>());
    }

    [Fact]
    public async Task Events_are_unique_by_channel_and_id_whatever_their_kind()
    {
        await using Shop shop = await Shop.OpenAsync();
        await shop.TellAsync(new PaymentSubmission("p", "1", Shop.Noon, "GBP", 10m));

        SaleAnswer again = await shop.TellAsync(new PaymentSubmission("p", "1", Shop.Noon, "GBP", 10m));
        SaleAnswer other = await shop.TellAsync(new DeliverySubmission("p", "1", Shop.Noon, IsReturn: false));

        Assert.IsType<SaleAnswer.Repeated>(again);
        Assert.Equal("event_conflict", Assert.IsType<SaleAnswer.Refused>(other).Code);
        Assert.Single(await shop.RowsAsync<SaleEventRow>());
    }
}
