using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>Reads an event of a request into what the intake takes, or says what of it has the wrong form.</summary>
internal static class EventReading
{
    /// <summary>The submission, or the refusal; exactly one of them.</summary>
    public static (EventSubmission? Submission, SaleAnswer.Refused? Refusal) Read(EventRequest? request)
    {
        if (request?.Kind is not { } kind)
        {
            return (null, new SaleAnswer.Refused("kind_missing", "An event is a JSON object and says its kind."));
        }

        if (!InstantJsonConverter.TryParse(request.At, out DateTimeOffset at))
        {
            return (null, new SaleAnswer.Refused(
                "at_malformed", "Give the moment of what happened with its offset, such as 2026-03-01T10:15:00Z."));
        }

        if (Stray(request, kind) is { } stray)
        {
            return (null, new SaleAnswer.Refused("field_unexpected", $"An event of kind {kind} has no {stray}."));
        }

        return kind switch
        {
            SaleEventKind.Payment => ReadPayment(request, at),
            SaleEventKind.Delivery => (new DeliverySubmission(request.EventId, request.SaleNumber, at, IsReturn: false), null),
            SaleEventKind.Return => (new DeliverySubmission(request.EventId, request.SaleNumber, at, IsReturn: true), null),
            SaleEventKind.Refund => ReadRefund(request, at),
            SaleEventKind.Cancellation => (new CancellationSubmission(request.EventId, request.SaleNumber, at), null),
            SaleEventKind.Feedback => ReadFeedback(request, at),
            _ => (null, new SaleAnswer.Refused("kind_elsewhere", "Tell of sales under /v1/sales.")),
        };
    }

    /// <summary>A field that the kind does not have; what nobody would look at is refused, not ignored.</summary>
    private static string? Stray(EventRequest request, SaleEventKind kind)
    {
        bool isRefund = kind == SaleEventKind.Refund;
        bool isFeedback = kind == SaleEventKind.Feedback;
        bool hasMoney = isRefund || kind == SaleEventKind.Payment;
        return request switch
        {
            { Amount: not null } when !hasMoney => "amount",
            { Currency: not null } when !hasMoney => "currency",
            { Lines: not null } when !isRefund => "lines",
            { PaymentEventId: not null } when !isRefund => "paymentEventId",
            { Polarity: not null } when !isFeedback => "polarity",
            { CustomerNumber: not null } when !isFeedback => "customerNumber",
            { Text: not null } when !isFeedback => "text",
            _ => null,
        };
    }

    private static (EventSubmission? Submission, SaleAnswer.Refused? Refusal) ReadPayment(EventRequest request, DateTimeOffset at)
    {
        (decimal amount, SaleAnswer.Refused? refusal) = AmountText.Read(request.Amount ?? string.Empty);
        return refusal is not null
            ? (null, refusal)
            : (new PaymentSubmission(request.EventId, request.SaleNumber, at, request.Currency, amount), null);
    }

    private static (EventSubmission? Submission, SaleAnswer.Refused? Refusal) ReadRefund(EventRequest request, DateTimeOffset at)
    {
        decimal? amount = null;
        if (request.Amount is not null)
        {
            (decimal read, SaleAnswer.Refused? refusal) = AmountText.Read(request.Amount);
            if (refusal is not null)
            {
                return (null, refusal);
            }

            amount = read;
        }

        if (request.Lines is { Count: 0 })
        {
            return (null, new SaleAnswer.Refused("lines_empty", "Leave the lines out when everything goes back; an empty list gives nothing back."));
        }

        List<RefundSubmissionLine> lines = [];
        for (int index = 0; index < (request.Lines?.Count ?? 0) && index <= SaleCheck.MaxLines; index++)
        {
            (RefundSubmissionLine? line, SaleAnswer.Refused? refusal) = ReadLine(request.Lines![index]);
            if (line is null)
            {
                return (null, refusal! with { Line = index });
            }

            lines.Add(line);
        }

        return (
            new RefundSubmission(request.EventId, request.SaleNumber, at, request.Currency, amount, lines)
            {
                PaymentEventId = request.PaymentEventId,
            },
            null);
    }

    private static (RefundSubmissionLine? Line, SaleAnswer.Refused? Refusal) ReadLine(RefundLineRequest? line)
    {
        if (line is null)
        {
            return (null, new SaleAnswer.Refused("line_incomplete", "A line is a JSON object, not null."));
        }

        decimal[] amounts = new decimal[3];
        string?[] texts = [line.Goods, line.Tax, line.Shipping];
        for (int index = 0; index < texts.Length; index++)
        {
            (amounts[index], SaleAnswer.Refused? refusal) = AmountText.Read(texts[index] ?? "0");
            if (refusal is not null)
            {
                return (null, refusal);
            }
        }

        return (new RefundSubmissionLine(line.Line, line.LineReference, amounts[0], amounts[1], amounts[2]), null);
    }

    private static (EventSubmission? Submission, SaleAnswer.Refused? Refusal) ReadFeedback(EventRequest request, DateTimeOffset at) =>
        request.Polarity is not { } polarity
            ? (null, new SaleAnswer.Refused("polarity_missing", "A feedback says whether it is Positive or Negative."))
            : (new FeedbackSubmission(request.EventId, request.SaleNumber, at, polarity, request.CustomerNumber, request.Text), null);
}
