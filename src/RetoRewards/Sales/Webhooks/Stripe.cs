using System.Text.Json;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Webhooks;

/// <summary>Webhooks of Stripe: checkout sessions, payment intents, and what was refunded of them.</summary>
/// <remarks>
/// A checkout session and its payment intent are one sale: its number is the shop's own where the metadata carry one, else the payment
/// intent's, and each knows the other's. A refund is known by its own id, whether its charge or itself tells of it.
/// </remarks>
internal static class Stripe
{
    public const string SignatureHeader = "Stripe-Signature";

    private static readonly string[] NumberNames = ["sale_number", "order_number", "order_id"];

    public static WebhookAdapter Adapter { get; } = new(Verify, call => ShopJson.Read(call.Body, ReadEvent));

    /// <summary><c>t=seconds,v1=hex,v1=hex</c>: HMAC-SHA256 over <c>t.body</c> under the secret's own text.</summary>
    public static SignatureCheck Verify(WebhookCall call, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        string? header = call.Headers(SignatureHeader);
        if (string.IsNullOrEmpty(header))
        {
            return SignatureCheck.Missing;
        }

        string? timestamp = null;
        List<byte[]> signatures = [];
        foreach (string part in header.Split(',', Signatures.MaxSignatures + 1))
        {
            if (part.StartsWith("t=", StringComparison.Ordinal))
            {
                timestamp ??= part[2..];
            }
            else if (part.StartsWith("v1=", StringComparison.Ordinal) && Signatures.Hex(part[3..]) is { } signature)
            {
                signatures.Add(signature);
            }
        }

        if (timestamp is null || Signatures.Moment(timestamp) is not { } moment
            || !Signatures.AnyFits(secrets.Select(Signatures.Utf8), signatures, Signatures.Utf8(timestamp + "."), call.Body))
        {
            return SignatureCheck.Wrong;
        }

        return Signatures.IsInTime(moment, now) ? SignatureCheck.Good : SignatureCheck.OutOfTime;
    }

    private static WebhookReading ReadEvent(JsonElement root)
    {
        JsonElement about = root.At("data", "object");
        return root.Text("type") switch
        {
            "checkout.session.completed" or "checkout.session.async_payment_succeeded" => ReadSession(root, about),
            "payment_intent.succeeded" => ReadPaymentIntent(root, about),
            "charge.refunded" => ReadCharge(about),
            "refund.created" or "refund.updated" or "charge.refund.updated" => ReadRefunds([about], about.Text("charge")),
            var other => new WebhookReading.Ignored($"Events of type {other ?? "(none)"} tell of no sale."),
        };
    }

    private static WebhookReading ReadSession(JsonElement root, JsonElement session)
    {
        string? id = session.Text("id");
        string? payment = session.Text("payment_intent") ?? session.Text("payment_intent", "id");
        string? number = OwnNumber(session.At("metadata")) ?? payment ?? id;
        string? currency = session.Text("currency")?.ToUpperInvariant();
        SaleDraftLine[]? lines = SessionLines(session, currency);
        if (id is null || lines is null || root.UnixSeconds("created") is not { } told)
        {
            return Unreadable("the session's id, amounts, currency or moment");
        }

        SaleSubmission sale = new(
            EventId(root, id),
            new SaleDraft(null, number, session.UnixSeconds("created") ?? told, currency, lines),
            null,
            ShopJson.Customer(session.Text("customer"), session.Text("customer_details", "email")),
            LineRounding.HalfEven)
        {
            References = References(number, payment, id),
            CodeCandidates = ShopJson.Candidates(
            [
                .. ShopJson.CodesIn(session.At("metadata")),
                session.Text("client_reference_id"),
                .. session.Items("total_details", "breakdown", "discounts").Select(one => one.Text("discount", "promotion_code", "code")),
                .. session.Items("discounts").Select(one => one.Text("promotion_code", "code")),
            ]),
            PaymentPending = session.Text("payment_status") == "unpaid",
            PaidAt = told,
        };
        return new WebhookReading.Events([sale]);
    }

    /// <summary>The session's own lines where they came with it, else one line with what was taken off and added.</summary>
    private static SaleDraftLine[]? SessionLines(JsonElement session, string? currency)
    {
        decimal? total = Money(session.Minor("amount_total"), currency);
        decimal? discount = Money(session.Minor("total_details", "amount_discount"), currency);
        decimal? shipping = Money(session.Minor("total_details", "amount_shipping"), currency);
        decimal? tax = Money(session.Minor("total_details", "amount_tax"), currency);
        if (total is null || discount is null || shipping is null || tax is null)
        {
            return null;
        }

        JsonElement[] items = [.. session.Items("line_items", "data").Take(SaleCheck.MaxLines + 1)];
        if (items.Length == 0)
        {
            // Prices may hold their tax, so the price is what is left of the total.
            return [ShopJson.Line(null, 1, total.Value - tax.Value - shipping.Value + discount.Value, discount.Value, tax.Value, shipping.Value)];
        }

        List<SaleDraftLine> lines = [];
        foreach (JsonElement item in items)
        {
            decimal? lineTotal = Money(item.Minor("amount_total"), currency);
            decimal? lineDiscount = Money(item.Minor("amount_discount"), currency);
            decimal? lineTax = Money(item.Minor("amount_tax"), currency);
            if (lineTotal is null || lineDiscount is null || lineTax is null || item.Minor("quantity") is not (> 0 and <= SaleCheck.MaxQuantity))
            {
                return null;
            }

            lines.Add(ShopJson.Line(
                item.Text("price", "product") ?? item.Text("price", "id"),
                (int)item.Minor("quantity")!.Value,
                lineTotal.Value - lineTax.Value + lineDiscount.Value,
                lineDiscount.Value,
                lineTax.Value,
                lines.Count == 0 ? shipping.Value : 0));
        }

        // The tax of the shipping stands in no line.
        decimal rest = tax.Value - lines.Sum(line => line.Tax);
        lines[0] = lines[0] with { Tax = lines[0].Tax + Math.Max(0, rest) };
        return [.. lines];
    }

    private static WebhookReading ReadPaymentIntent(JsonElement root, JsonElement intent)
    {
        string? id = intent.Text("id");
        string? currency = intent.Text("currency")?.ToUpperInvariant();
        decimal? amount = Money(intent.Minor("amount_received"), currency);
        if (id is null || amount is null || root.UnixSeconds("created") is not { } told)
        {
            return Unreadable("the payment's id, amount, currency or moment");
        }

        string number = OwnNumber(intent.At("metadata")) ?? id;
        SaleSubmission sale = new(
            EventId(root, id),
            new SaleDraft(null, number, intent.UnixSeconds("created") ?? told, currency, [ShopJson.Line(null, 1, amount.Value, 0, 0, 0)]),
            null,
            ShopJson.Customer(intent.Text("customer"), intent.Text("receipt_email")))
        {
            References = References(number, id, intent.Text("latest_charge")),
            CodeCandidates = ShopJson.Candidates(ShopJson.CodesIn(intent.At("metadata"))),
            PaidAt = told,
        };
        return new WebhookReading.Events([sale]);
    }

    private static WebhookReading ReadCharge(JsonElement charge)
    {
        JsonElement[] refunds = [.. charge.Items("refunds", "data").Take(RecordEvents.MaxSubmissions)];
        if (refunds.Length > 0)
        {
            return ReadRefunds(refunds, charge.Text("id"), charge);
        }

        // Newer versions of the interface leave the refunds out, and a sum that grows cannot be told from a refund told twice.
        return new WebhookReading.Unreadable(
            "refund_unnamed", "The charge does not name its refunds. Subscribe to refund.created and refund.updated in place of charge.refunded.");
    }

    private static WebhookReading ReadRefunds(IReadOnlyList<JsonElement> refunds, string? charge, JsonElement of = default)
    {
        List<EventSubmission> submissions = [];
        foreach (JsonElement refund in refunds)
        {
            if (refund.Text("status") is not (null or "succeeded"))
            {
                continue;
            }

            string? currency = refund.Text("currency")?.ToUpperInvariant();
            string? number = refund.Text("payment_intent") ?? of.Text("payment_intent") ?? charge;
            if (refund.Text("id") is not { } id || number is null || refund.UnixSeconds("created") is not { } at
                || Money(refund.Minor("amount"), currency) is not { } amount)
            {
                return Unreadable("the refund's id, payment, amount, currency or moment");
            }

            submissions.Add(new RefundSubmission("refund:" + id, number, at, currency, amount, []));
        }

        return submissions.Count == 0
            ? new WebhookReading.Ignored("The refund has not succeeded yet; its success is told by refund.updated.")
            : new WebhookReading.Events(submissions);
    }

    /// <summary>An event is the same whichever of Stripe's endpoints tells of it.</summary>
    private static string EventId(JsonElement root, string about) => root.Text("id") ?? about;

    private static string? OwnNumber(JsonElement metadata) =>
        NumberNames.Select(name => ShopJson.Short(metadata.Text(name))).FirstOrDefault(number => number is not null);

    private static string[] References(string? number, params ReadOnlySpan<string?> others)
    {
        List<string> found = [];
        foreach (string? other in others)
        {
            // A session's own id may be longer than a number, and nothing else ever names it.
            if (other is not null && other != number && other.Length <= SaleNumber.MaxLength)
            {
                found.Add(other);
            }
        }

        return [.. found];
    }

    /// <summary>Stripe counts in minor units; in its own way where a currency has lost its cents.</summary>
    private static decimal? Money(long? minorUnits, string? currency) => minorUnits is not { } units ? null
        : currency is "ISK" or "UGX" ? units / 100m
        : ShopJson.Whole(units, currency);

    private static WebhookReading.Unreadable Unreadable(string what) => new("event_incomplete", $"The event lacks {what}.");
}
