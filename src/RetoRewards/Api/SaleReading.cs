using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>Reads a sale of a request into what the intake takes, or says what of it has the wrong form.</summary>
internal static class SaleReading
{
    /// <summary>The submission, or the refusal; exactly one of them.</summary>
    public static (EventSubmission? Submission, SaleAnswer.Refused? Refusal) Read(SaleRequest? request)
    {
        if (request is null)
        {
            return (null, new SaleAnswer.Refused("sale_missing", "A sale is a JSON object, not null."));
        }

        if (!InstantJsonConverter.TryParse(request.SoldAt, out DateTimeOffset soldAt))
        {
            return (null, new SaleAnswer.Refused(
                "sold_at_malformed", "Give the moment of the sale with its offset, such as 2026-03-01T10:15:00Z."));
        }

        IReadOnlyList<SaleLineRequest?> lines = request.Lines ?? [];
        List<SaleDraftLine> draftLines = new(Math.Min(lines.Count, SaleCheck.MaxLines + 1));
        for (int index = 0; index < lines.Count && index <= SaleCheck.MaxLines; index++)
        {
            (SaleDraftLine? line, SaleAnswer.Refused? refusal) = ReadLine(lines[index]);
            if (line is null)
            {
                return (null, refusal! with { Line = index });
            }

            draftLines.Add(line);
        }

        SaleDraft draft = new(null, request.SaleNumber, soldAt, request.Currency, draftLines, request.Place);
        return (
            new SaleSubmission(request.EventId, draft, request.Code, request.CustomerNumber)
            {
                References = request.References is null ? [] : [.. request.References.Select(reference => reference ?? string.Empty)],
                PaymentPending = request.PaymentPending,
                PaidAt = request.PaidAt,
                DeliveryPending = request.DeliveryPending,
                DeliveredAt = request.DeliveredAt,
                RevisedAt = request.RevisedAt,
                Seller = request.SellerId is { } seller && seller != Guid.Empty ? new ParticipantId(seller) : null,
                Employee = request.Employee,
                ClickId = request.ClickId,
                LineReferences = lines.Any(line => line?.LineReference is not null)
                    ? [.. lines.Select(line => line?.LineReference)]
                    : [],
            },
            null);
    }

    private static (SaleDraftLine? Line, SaleAnswer.Refused? Refusal) ReadLine(SaleLineRequest? line)
    {
        if (line?.UnitPrice is null || line.Quantity is not { } quantity)
        {
            return (null, new SaleAnswer.Refused("line_incomplete", "A line needs its quantity and its unit price."));
        }

        decimal[] amounts = new decimal[4];
        string?[] texts = [line.UnitPrice, line.Discount, line.Tax, line.Shipping];
        for (int index = 0; index < texts.Length; index++)
        {
            (amounts[index], SaleAnswer.Refused? refusal) = AmountText.Read(texts[index] ?? "0");
            if (refusal is not null)
            {
                return (null, refusal);
            }
        }

        return (new SaleDraftLine(line.Sku, line.ProductType, quantity, amounts[0], amounts[1], amounts[2], amounts[3]), null);
    }
}
