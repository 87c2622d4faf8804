using System.Globalization;
using System.Text.Json;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Webhooks;

/// <summary>Webhooks of WooCommerce: <c>order.created</c> and <c>order.updated</c>, whose body is the order with its refunds.</summary>
/// <remarks>
/// The headers are not signed: the topic only says that it is an order. One call may tell several things: the sale, each of its refunds
/// by the refund's own id, and its cancellation.
/// </remarks>
internal static class WooCommerce
{
    public const string SignatureHeader = "X-WC-Webhook-Signature";
    public const string TopicHeader = "X-WC-Webhook-Topic";

    public static WebhookAdapter Adapter { get; } = new(
        (call, secrets, _) => Signatures.CheckBody(call, SignatureHeader, secrets),
        call => call.Headers(TopicHeader) is "order.created" or "order.updated"
            ? ShopJson.Read(call.Body, ReadOrder)
            : new WebhookReading.Ignored("Only order.created and order.updated tell of sales."));

    private static WebhookReading ReadOrder(JsonElement order)
    {
        string? id = order.Text("id");
        string? number = ShopJson.Short(order.Text("number") ?? id);
        string? status = order.Text("status");
        DateTimeOffset? revisedAt = order.Instant("date_modified_gmt");
        if (id is null || revisedAt is null || order.Instant("date_created_gmt") is not { } soldAt)
        {
            return Unreadable("the order's id or moments");
        }

        if (status is "pending" or "checkout-draft" or "failed" or "auto-draft")
        {
            return new WebhookReading.Ignored($"The order is {status}: there is no sale yet.");
        }

        string revision = revisedAt.Value.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        if (status is "cancelled" or "trash")
        {
            return new WebhookReading.Events([new CancellationSubmission($"order.cancelled:{id}", number, revisedAt.Value)]);
        }

        if (ReadLines(order) is not { } lines)
        {
            return Unreadable("the order's lines or amounts");
        }

        DateTimeOffset? paidAt = order.Instant("date_paid_gmt");
        SaleSubmission sale = new(
            $"order:{id}:{revision}",
            new SaleDraft(null, number, soldAt, order.Text("currency"), lines),
            null,
            ShopJson.Customer(order.Text("customer_id"), order.Text("billing", "email")),
            LineRounding.HalfEven)
        {
            References = id == number ? [] : [id],
            CodeCandidates = ShopJson.Candidates(
            [
                .. ShopJson.CodesIn(order.Items("meta_data"), "key", "value"),
                .. order.Items("coupon_lines").Select(one => one.Text("code")),
                .. order.Items("meta_data").Where(one => one.Text("key") == "_wc_order_attribution_session_entry")
                    .Select(one => ShopJson.CodeInAddress(one.Text("value"))),
            ]),
            LineReferences = [.. order.Items("line_items").Select(item => item.Text("id"))],
            RevisedAt = revisedAt,
            PaymentPending = paidAt is null && status == "on-hold",
            PaidAt = paidAt,
        };
        List<EventSubmission> submissions = [sale];
        foreach (JsonElement refund in order.Items("refunds").Take(RecordEvents.MaxSubmissions - 1))
        {
            if (refund.Text("id") is not { } refundId || refund.Decimal("total") is not { } total)
            {
                return Unreadable("a refund's id or amount");
            }

            if (total != 0)
            {
                submissions.Add(new RefundSubmission(
                    $"refund:{refundId}", number, revisedAt.Value, order.Text("currency"), Math.Abs(total), []));
            }
        }

        return new WebhookReading.Events(submissions);
    }

    /// <summary>Subtotals and totals are without tax whatever the shop shows; the difference of the two is the discount.</summary>
    private static List<SaleDraftLine>? ReadLines(JsonElement order)
    {
        List<SaleDraftLine> lines = [];
        foreach (JsonElement item in order.Items("line_items").Take(SaleCheck.MaxLines + 1))
        {
            if (item.Decimal("subtotal") is not { } subtotal || item.Decimal("total") is not { } total || item.Decimal("total_tax") is not { } tax
                || item.Minor("quantity") is not (> 0 and <= SaleCheck.MaxQuantity))
            {
                return null;
            }

            int quantity = (int)item.Minor("quantity")!.Value;
            lines.Add(ShopJson.Line(
                item.Text("sku") ?? item.Text("product_id"), quantity, Math.Max(subtotal, total), Math.Max(0, subtotal - total), tax, 0));
        }

        foreach (JsonElement fee in order.Items("fee_lines"))
        {
            if (fee.Decimal("total") is not { } total || fee.Decimal("total_tax") is not { } tax)
            {
                return null;
            }

            lines.Add(ShopJson.Line("fee", 1, total, 0, tax, 0));
        }

        foreach (JsonElement shipping in order.Items("shipping_lines"))
        {
            if (shipping.Decimal("total") is not { } total || shipping.Decimal("total_tax") is not { } tax)
            {
                return null;
            }

            if (lines.Count > 0)
            {
                lines[0] = lines[0] with { Shipping = lines[0].Shipping + total, Tax = lines[0].Tax + tax };
            }
        }

        return lines;
    }

    private static WebhookReading.Unreadable Unreadable(string what) => new("event_incomplete", $"The order lacks {what}.");
}
