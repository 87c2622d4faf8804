using System.Text.Json;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Webhooks;

/// <summary>Webhooks of Square: payments, refunds, and orders where they come with their lines.</summary>
/// <remarks>
/// Square signs the address that it calls and the body together. A payment names its order, so the order's id is the number of the
/// sale; the payment's own id is a further one, by which refunds find it.
/// </remarks>
internal static class Square
{
    public const string SignatureHeader = "x-square-hmacsha256-signature";

    public static WebhookAdapter Adapter { get; } = new(
        (call, secrets, _) => call.Address is { } address
            ? Signatures.CheckBody(call, SignatureHeader, secrets, address)
            : SignatureCheck.Wrong,
        call => ShopJson.Read(call.Body, ReadEvent));

    private static WebhookReading ReadEvent(JsonElement root)
    {
        JsonElement about = root.At("data", "object");
        return root.Text("type") switch
        {
            "payment.created" or "payment.updated" => ReadPayment(about.At("payment")),
            "refund.created" or "refund.updated" => ReadRefund(about.At("refund")),
            "order.created" or "order.updated" when about.At("order").ValueKind == JsonValueKind.Object => ReadOrder(about.At("order")),
            "order.created" or "order.updated" => new WebhookReading.Ignored("The event names an order without its lines; its payment tells of the sale."),
            var other => new WebhookReading.Ignored($"Events of type {other ?? "(none)"} tell of no sale."),
        };
    }

    private static WebhookReading ReadPayment(JsonElement payment)
    {
        if (payment.Text("status") is not "COMPLETED")
        {
            return new WebhookReading.Ignored("The payment is not completed.");
        }

        string? id = payment.Text("id");
        string? number = payment.Text("order_id") ?? id;
        string? currency = payment.Text("amount_money", "currency");
        if (id is null || Money(payment.At("amount_money"), currency) is not { } amount || payment.Instant("created_at") is not { } at)
        {
            return Unreadable("the payment's id, amount or moment");
        }

        SaleSubmission sale = new(
            $"payment:{id}",
            new SaleDraft(null, number, at, currency, [ShopJson.Line(null, 1, amount, 0, 0, 0)]),
            null,
            ShopJson.Customer(payment.Text("customer_id"), payment.Text("buyer_email_address")))
        {
            References = id == number ? [] : [id],
            CodeCandidates = ShopJson.Candidates([payment.Text("reference_id"), payment.Text("note")]),
        };
        return new WebhookReading.Events([sale]);
    }

    private static WebhookReading ReadRefund(JsonElement refund)
    {
        if (refund.Text("status") is not "COMPLETED")
        {
            return new WebhookReading.Ignored("The refund is not completed.");
        }

        string? currency = refund.Text("amount_money", "currency");
        string? number = refund.Text("payment_id") ?? refund.Text("order_id");
        return refund.Text("id") is { } id && number is not null
            && Money(refund.At("amount_money"), currency) is { } amount && refund.Instant("created_at") is { } at
            ? new WebhookReading.Events([new RefundSubmission($"refund:{id}", number, at, currency, amount, [])])
            : Unreadable("the refund's id, payment, amount or moment");
    }

    private static WebhookReading ReadOrder(JsonElement order)
    {
        if (order.Text("state") is not "COMPLETED")
        {
            return new WebhookReading.Ignored("The order is not completed.");
        }

        string? currency = order.Text("total_money", "currency");
        if (order.Text("id") is not { } id || ReadLines(order, currency) is not { } lines || order.Instant("created_at") is not { } at)
        {
            return Unreadable("the order's id, lines, amounts or moment");
        }

        SaleSubmission sale = new(
            $"order:{id}:{order.Text("version") ?? "1"}",
            new SaleDraft(null, id, at, currency, lines),
            null,
            ShopJson.Customer(order.Text("customer_id"), null),
            LineRounding.HalfEven)
        {
            References = [.. order.Items("tenders").Select(one => one.Text("payment_id") ?? one.Text("id")).OfType<string>()
                .Where(one => one != id).Distinct(StringComparer.Ordinal).Take(EventSubmission.MaxReferences)],
            CodeCandidates = ShopJson.Candidates(
            [
                .. ShopJson.CodesIn(order.At("metadata")),
                order.Text("reference_id"),
                .. order.Items("discounts").Select(one => one.Text("name")),
            ]),
            LineReferences = [.. order.Items("line_items").Select(item => ShopJson.Short(item.Text("uid")))],
            RevisedAt = order.Instant("updated_at"),
        };
        return new WebhookReading.Events([sale]);
    }

    private static List<SaleDraftLine>? ReadLines(JsonElement order, string? currency)
    {
        List<SaleDraftLine> lines = [];
        foreach (JsonElement item in order.Items("line_items").Take(SaleCheck.MaxLines + 1))
        {
            // A quantity may have places, such as a weight; then the line is one of its sum.
            int quantity = int.TryParse(item.Text("quantity"), System.Globalization.NumberStyles.None, null, out int whole)
                && whole is > 0 and <= SaleCheck.MaxQuantity ? whole : 1;
            if (Money(item.At("total_money"), currency) is not { } total
                || Money(item.At("total_tax_money"), currency) is not { } tax
                || Money(item.At("total_discount_money"), currency) is not { } discount)
            {
                return null;
            }

            lines.Add(ShopJson.Line(item.Text("catalog_object_id"), quantity, total - tax + discount, discount, tax, 0));
        }

        decimal? charges = Money(order.At("total_service_charge_money"), currency);
        if (charges is null)
        {
            return null;
        }

        if (charges.Value > 0)
        {
            lines.Add(ShopJson.Line("service-charge", 1, charges.Value, 0, 0, 0));
        }

        return lines;
    }

    /// <summary>An amount of money in whole units; 0 when there is none, null when it is in another currency or no number.</summary>
    private static decimal? Money(JsonElement money, string? currency) =>
        money.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? 0
        : money.Text("currency") == currency && money.Minor("amount") is { } units ? ShopJson.Whole(units, currency)
        : null;

    private static WebhookReading.Unreadable Unreadable(string what) => new("event_incomplete", $"The event lacks {what}.");
}
