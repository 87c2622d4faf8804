using System.Text.Json;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Webhooks;

/// <summary>Webhooks of Shopify: <c>orders/paid</c> and <c>refunds/create</c>.</summary>
/// <remarks>
/// The headers are not signed, so nothing is taken from them but the topic, and that must fit the body. An event is known by what the
/// body says: the order's or the refund's own id.
/// </remarks>
internal static class Shopify
{
    public const string SignatureHeader = "X-Shopify-Hmac-Sha256";
    public const string TopicHeader = "X-Shopify-Topic";

    public static WebhookAdapter Adapter { get; } = new(
        (call, secrets, _) => Signatures.CheckBody(call, SignatureHeader, secrets),
        call => ShopJson.Read(call.Body, body => ReadBody(call.Headers(TopicHeader), body)));

    private static WebhookReading ReadBody(string? topic, JsonElement body) => topic switch
    {
        "orders/paid" or "orders/updated" when body.At("line_items").ValueKind == JsonValueKind.Array => ReadOrder(topic, body),
        "refunds/create" when body.Text("order_id") is not null => ReadRefund(body),
        "orders/paid" or "orders/updated" or "refunds/create" => Unreadable("what its topic stands for"),
        _ => new WebhookReading.Ignored($"The topic '{topic}' tells of no sale."),
    };

    private static WebhookReading ReadOrder(string topic, JsonElement order)
    {
        if (topic == "orders/updated" && order.Text("financial_status") is not ("paid" or "partially_refunded"))
        {
            return new WebhookReading.Ignored("The order is not paid.");
        }

        string? id = order.Text("id");
        string? number = ShopJson.Short(order.Text("order_number") ?? order.Text("name")?.TrimStart('#') ?? id);
        bool taxesIncluded = order.At("taxes_included").ValueKind == JsonValueKind.True;
        List<SaleDraftLine>? lines = ReadLines(order, taxesIncluded);
        if (id is null || lines is null || order.Instant("processed_at") is not { } soldAt)
        {
            return Unreadable("the order's id, lines, amounts or moment");
        }

        DateTimeOffset? updatedAt = order.Instant("updated_at");
        SaleSubmission sale = new(
            topic == "orders/paid" ? $"orders/paid:{id}" : $"orders/updated:{id}:{updatedAt:yyyyMMddHHmmss}",
            new SaleDraft(null, number, soldAt, order.Text("currency"), lines),
            null,
            ShopJson.Customer(order.Text("customer", "id"), order.Text("email")),
            LineRounding.HalfEven)
        {
            References = id == number ? [] : [id],
            CodeCandidates = ShopJson.Candidates(
            [
                .. ShopJson.CodesIn(order.Items("note_attributes"), "name", "value"),
                .. order.Items("discount_codes").Select(one => one.Text("code")),
                ShopJson.CodeInAddress(order.Text("landing_site")),
            ]),
            LineReferences = [.. order.Items("line_items").Select(item => item.Text("id"))],
            RevisedAt = updatedAt,
        };
        return new WebhookReading.Events([sale]);
    }

    private static List<SaleDraftLine>? ReadLines(JsonElement order, bool taxesIncluded)
    {
        List<SaleDraftLine> lines = [];
        foreach (JsonElement item in order.Items("line_items").Take(SaleCheck.MaxLines + 1))
        {
            decimal? price = item.Decimal("price");
            decimal? discount = Sum(item.Items("discount_allocations"), "amount");
            decimal? tax = Sum(item.Items("tax_lines"), "price");
            if (price is null || discount is null || tax is null || item.Minor("quantity") is not (> 0 and <= SaleCheck.MaxQuantity))
            {
                return null;
            }

            int quantity = (int)item.Minor("quantity")!.Value;
            decimal gross = (price.Value * quantity) - (taxesIncluded ? tax.Value : 0);
            lines.Add(ShopJson.Line(item.Text("sku"), quantity, gross, discount.Value, tax.Value, 0));
        }

        decimal shipping = 0;
        decimal shippingTax = 0;
        foreach (JsonElement line in order.Items("shipping_lines"))
        {
            decimal? price = line.At("discounted_price").ValueKind == JsonValueKind.Undefined ? line.Decimal("price") : line.Decimal("discounted_price");
            decimal? tax = Sum(line.Items("tax_lines"), "price");
            if (price is null || tax is null)
            {
                return null;
            }

            shipping += price.Value - (taxesIncluded ? tax.Value : 0);
            shippingTax += tax.Value;
        }

        if (lines.Count > 0)
        {
            lines[0] = lines[0] with { Shipping = shipping, Tax = lines[0].Tax + shippingTax };
        }

        return lines;
    }

    private static WebhookReading ReadRefund(JsonElement refund)
    {
        string? currency = refund.Items("transactions").Select(one => one.Text("currency")).FirstOrDefault(text => text is not null)
            ?? refund.Text("currency");
        decimal? given = Sum(refund.Items("transactions").Where(one => one.Text("kind") is null or "refund"), "amount");
        if (refund.Text("id") is not { } id || given is null
            || (refund.Instant("processed_at") ?? refund.Instant("created_at")) is not { } at)
        {
            return Unreadable("the refund's id, amounts or moment");
        }

        string orderId = refund.Text("order_id")!;
        List<RefundSubmissionLine>? lines = ReadRefundLines(refund, given.Value);
        if (lines is null)
        {
            return Unreadable("the refund's lines");
        }

        // Without lines it is money alone; without either nothing went back.
        return lines.Count == 0 && given.Value == 0
            ? new WebhookReading.Ignored("The refund gives nothing back.")
            : new WebhookReading.Events(
            [
                new RefundSubmission(
                    $"refunds/create:{id}", orderId, at, currency ?? "USD", lines.Count == 0 ? given.Value : null, lines),
            ]);
    }

    private static List<RefundSubmissionLine>? ReadRefundLines(JsonElement refund, decimal given)
    {
        List<RefundSubmissionLine> lines = [];
        foreach (JsonElement item in refund.Items("refund_line_items").Take(SaleCheck.MaxLines))
        {
            if (item.Text("line_item_id") is not { } line || item.Decimal("subtotal") is not { } goods || item.Decimal("total_tax") is not { } tax)
            {
                return null;
            }

            lines.Add(new RefundSubmissionLine(null, line, goods, tax, 0));
        }

        decimal shipping = 0;
        decimal shippingTax = 0;
        foreach (JsonElement adjustment in refund.Items("order_adjustments").Where(one => one.Text("kind") == "shipping_refund"))
        {
            if (adjustment.Decimal("amount") is not { } amount || adjustment.Decimal("tax_amount") is not { } tax)
            {
                return null;
            }

            shipping += Math.Abs(amount);
            shippingTax += Math.Abs(tax);
        }

        // Where the prices hold their tax, the subtotals alone come to what was given back.
        decimal tax2 = lines.Sum(line => line.Tax);
        if (tax2 > 0 && lines.Sum(line => line.Goods) + shipping == given)
        {
            lines = [.. lines.Select(line => line with { Goods = line.Goods - line.Tax })];
        }

        if (shipping > 0)
        {
            lines.Add(new RefundSubmissionLine(0, null, 0, shippingTax, shipping));
        }

        return lines;
    }

    private static decimal? Sum(IEnumerable<JsonElement> items, string member)
    {
        decimal sum = 0;
        foreach (JsonElement item in items)
        {
            if (item.Decimal(member) is not { } value)
            {
                return null;
            }

            sum += value;
        }

        return sum;
    }

    private static WebhookReading.Unreadable Unreadable(string what) => new("event_incomplete", $"The call lacks {what}.");
}
