using RetoRewards.Domain.Sales;
using RetoRewards.Sales;
using RetoRewards.Sales.Webhooks;

namespace RetoRewards.Tests.Sales.Webhooks;

/// <summary>What the shops' bodies say, in lines, discounts, tax, shipping, codes and numbers.</summary>
public sealed class ShopReadingTests
{
    [Fact]
    public void Stripe_session_and_its_payment_intent_speak_of_one_sale()
    {
        SaleSubmission session = Assert.IsType<SaleSubmission>(Assert.Single(Events(Stripe.Adapter, ShopBodies.StripeSession)));
        SaleSubmission intent = Assert.IsType<SaleSubmission>(Assert.Single(Events(Stripe.Adapter, ShopBodies.StripeIntent)));

        Assert.Equal(("evt_a1", "ORD-31", "EUR"), (session.EventId, session.SaleNumber, session.Draft.CurrencyCode));
        Assert.Equal(["pi_a3", "cs_a2"], session.References);
        Assert.Equal([new SaleDraftLine(null, null, 1, 50m, 5m, 9m, 4m)], session.Draft.Lines);
        Assert.Equal(["7KXM2Q9RTD", "7KXM2Q9RTD", "SPRING10"], session.CodeCandidates);
        Assert.Equal(("evt_b1", "pi_a3"), (intent.EventId, intent.SaleNumber));
        Assert.Equal(58m, intent.Draft.Lines.Single().UnitPrice);
    }

    [Fact]
    public void Stripe_refund_is_the_same_event_whether_its_charge_or_itself_tells()
    {
        RefundSubmission ofCharge = Assert.IsType<RefundSubmission>(Assert.Single(Events(Stripe.Adapter, ShopBodies.StripeCharge)));
        RefundSubmission itself = Assert.IsType<RefundSubmission>(Assert.Single(Events(Stripe.Adapter, ShopBodies.StripeRefund)));

        Assert.Equal(ofCharge with { Lines = [] }, itself with { Lines = ofCharge.Lines });
        Assert.Equal(("refund:re_a9", "pi_a3", 12.5m), (itself.EventId, itself.SaleNumber, itself.Amount));
    }

    [Fact]
    public void Stripe_charge_that_does_not_name_its_refunds_fails_visibly()
    {
        WebhookReading reading = Stripe.Adapter.Read(SignatureVectorTests.Call(
            """{"id":"evt_z","type":"charge.refunded","created":1760000000,"data":{"object":{"id":"ch_1","amount_refunded":500}}}"""));

        Assert.Equal("refund_unnamed", Assert.IsType<WebhookReading.Unreadable>(reading).Code);
    }

    [Fact]
    public void Shopify_order_has_lines_discounts_tax_shipping_and_codes_where_the_shop_carries_them()
    {
        SaleSubmission order = Assert.IsType<SaleSubmission>(Assert.Single(Events(Shopify.Adapter, ShopBodies.ShopifyOrder, Shopify.TopicHeader, "orders/paid")));

        Assert.Equal(("orders/paid:7201", "1044", "GBP"), (order.EventId, order.SaleNumber, order.Draft.CurrencyCode));
        Assert.Equal(["7201"], order.References);
        Assert.Equal(
            [new SaleDraftLine("MUG-1", null, 2, 9m, 1.8m, 4.04m, 4m), new SaleDraftLine("TEA-7", null, 1, 5.5m, 0m, 1.1m, 0m)],
            order.Draft.Lines);
        Assert.Equal(["91", "92"], order.LineReferences);
        Assert.Equal(["7KXM2Q9RTD", "SUMMER", "7KXM2Q9RTD"], order.CodeCandidates);
        Assert.Equal("551", order.CustomerNumber);
    }

    [Fact]
    public void Shopify_refund_names_the_lines_by_their_ids_and_gives_the_shipping_back()
    {
        RefundSubmission refund = Assert.IsType<RefundSubmission>(
            Assert.Single(Events(Shopify.Adapter, ShopBodies.ShopifyRefund, Shopify.TopicHeader, "refunds/create")));

        Assert.Equal(("refunds/create:88", "7201", null), (refund.EventId, refund.SaleNumber, refund.Amount));
        Assert.Equal(
            [new RefundSubmissionLine(null, "91", 9m, 1.8m, 0), new RefundSubmissionLine(0, null, 0, 0.8m, 4m)],
            refund.Lines);
    }

    [Fact]
    public void Shopify_topic_that_does_not_fit_the_body_is_not_believed()
    {
        WebhookReading reading = Shopify.Adapter.Read(SignatureVectorTests.Call(ShopBodies.ShopifyOrder, (Shopify.TopicHeader, "refunds/create")));

        Assert.IsType<WebhookReading.Unreadable>(reading);
    }

    [Fact]
    public void WooCommerce_order_tells_the_sale_and_each_of_its_refunds()
    {
        IReadOnlyList<EventSubmission> events = Events(
            WooCommerce.Adapter, ShopBodies.WooOrder, WooCommerce.TopicHeader, "order.updated");

        SaleSubmission sale = Assert.IsType<SaleSubmission>(events[0]);
        Assert.Equal(("order:727:20260302112000", "727"), (sale.EventId, sale.SaleNumber));
        Assert.Equal(
            [new SaleDraftLine("SOAP", null, 3, 4m, 2m, 2.6m, 3m), new SaleDraftLine("fee", null, 1, 1m, 0m, 0.2m, 0m)],
            sale.Draft.Lines);
        Assert.Equal(["7KXM2Q9RTD", "7kxm2q9rtd"], sale.CodeCandidates);
        Assert.Equal("26", sale.CustomerNumber);
        RefundSubmission refund = Assert.IsType<RefundSubmission>(events[1]);
        Assert.Equal(("refund:730", 5m), (refund.EventId, refund.Amount));
    }

    [Fact]
    public void WooCommerce_cancellation_and_unpaid_orders_are_what_they_are()
    {
        string cancelled = ShopBodies.WooOrder.Replace("\"processing\"", "\"cancelled\"", StringComparison.Ordinal);
        string pending = ShopBodies.WooOrder.Replace("\"processing\"", "\"pending\"", StringComparison.Ordinal);

        Assert.IsType<CancellationSubmission>(Assert.Single(Events(WooCommerce.Adapter, cancelled, WooCommerce.TopicHeader, "order.updated")));
        Assert.IsType<WebhookReading.Ignored>(WooCommerce.Adapter.Read(
            SignatureVectorTests.Call(pending, (WooCommerce.TopicHeader, "order.updated"))));
    }

    [Fact]
    public void Square_payment_order_and_refund_speak_of_one_sale()
    {
        SaleSubmission payment = Assert.IsType<SaleSubmission>(Assert.Single(Events(Square.Adapter, ShopBodies.SquarePayment)));
        SaleSubmission order = Assert.IsType<SaleSubmission>(Assert.Single(Events(Square.Adapter, ShopBodies.SquareOrder)));
        RefundSubmission refund = Assert.IsType<RefundSubmission>(Assert.Single(Events(Square.Adapter, ShopBodies.SquareRefund)));

        Assert.Equal(("payment:pay-1", "order-1", 11.8m), (payment.EventId, payment.SaleNumber, payment.Draft.Lines.Single().UnitPrice));
        Assert.Equal("order-1", order.SaleNumber);
        Assert.Equal([new SaleDraftLine("LATTE", null, 2, 5.5m, 1m, 1.8m, 0m)], order.Draft.Lines);
        Assert.Equal(["7KXM2Q9RTD", "7KXM2Q9RTD"], order.CodeCandidates);
        Assert.Equal(("refund:ref-1", "pay-1", 2m), (refund.EventId, refund.SaleNumber, refund.Amount));
        Assert.Contains("pay-1", payment.References);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"type\":\"payment_intent.succeeded\"}")]
    [InlineData("{\"type\":\"payment_intent.succeeded\",\"type\":\"x\"}")]
    [InlineData("{\"type\":\"payment_intent.succeeded\",\"created\":1e400,\"data\":{\"object\":{\"id\":7,\"amount_received\":\"1,5\"}}}")]
    [InlineData("{\"type\":\"checkout.session.completed\",\"created\":\"x\",\"data\":[1]}")]
    [InlineData("{\"type\":\"\\ud800\"}")]
    [InlineData("not json")]
    [Trait("Fault", "70")]
    public void Body_of_another_form_never_throws(string body)
    {
        foreach (WebhookAdapter adapter in new[] { Stripe.Adapter, Shopify.Adapter, WooCommerce.Adapter, Square.Adapter })
        {
            foreach (string topic in new[] { "orders/paid", "refunds/create", "order.updated" })
            {
                WebhookReading reading = adapter.Read(SignatureVectorTests.Call(
                    body, (Shopify.TopicHeader, topic), (WooCommerce.TopicHeader, topic)));
                Assert.IsNotType<WebhookReading.Events>(reading);
            }
        }
    }

    private static IReadOnlyList<EventSubmission> Events(WebhookAdapter adapter, string body, string header = "", string topic = "") =>
        Assert.IsType<WebhookReading.Events>(adapter.Read(SignatureVectorTests.Call(body, (header, topic)))).Submissions;
}
