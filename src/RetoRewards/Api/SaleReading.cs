using System.Globalization;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>Reads a sale of a request into what the intake takes, or says what of it has the wrong form.</summary>
internal static class SaleReading
{
    /// <summary>Decimal places that are looked at; no currency has more than three.</summary>
    private const int MaxPlaces = 10;

    /// <summary>Digits before the point that are looked at; the intake's bound is far below.</summary>
    private const int MaxDigits = 17;

    /// <summary>The submission, or the refusal; exactly one of them.</summary>
    public static (SaleSubmission? Submission, SaleAnswer.Refused? Refusal) Read(SaleRequest? request)
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
            (SaleDraftLine? line, string? code, string? sentence) = ReadLine(lines[index]);
            if (line is null)
            {
                return (null, new SaleAnswer.Refused(code!, sentence!, index));
            }

            draftLines.Add(line);
        }

        SaleDraft draft = new(null, request.SaleNumber, soldAt, request.Currency, draftLines, request.Place);
        return (new SaleSubmission(request.EventId, draft, request.Code, request.CustomerNumber), null);
    }

    private static (SaleDraftLine? Line, string? Code, string? Sentence) ReadLine(SaleLineRequest? line)
    {
        if (line?.UnitPrice is null || line.Quantity is not { } quantity)
        {
            return (null, "line_incomplete", "A line needs its quantity and its unit price.");
        }

        decimal[] amounts = new decimal[4];
        string?[] texts = [line.UnitPrice, line.Discount, line.Tax, line.Shipping];
        for (int index = 0; index < texts.Length; index++)
        {
            (amounts[index], string? code, string? sentence) = ReadAmount(texts[index] ?? "0");
            if (code is not null)
            {
                return (null, code, sentence);
            }
        }

        return (new SaleDraftLine(line.Sku, line.ProductType, quantity, amounts[0], amounts[1], amounts[2], amounts[3]), null, null);
    }

    /// <summary>Digits, at most one point, digits; a minus in front is read so that it can be refused as what it is.</summary>
    private static (decimal Amount, string? Code, string? Sentence) ReadAmount(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        int point = digits.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? digits : digits[..point];
        ReadOnlySpan<char> places = point < 0 ? [] : digits[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && places.IsEmpty)
            || whole.ContainsAnyExceptInRange('0', '9') || places.ContainsAnyExceptInRange('0', '9'))
        {
            return (0, "amount_malformed", "An amount is a decimal string such as \"19.50\": digits and one point.");
        }

        if (whole.TrimStart('0').Length > MaxDigits)
        {
            return (0, "amount_too_large", "The amount is absurdly large.");
        }

        ReadOnlySpan<char> significant = places.TrimEnd('0');
        if (significant.Length > MaxPlaces)
        {
            return (0, "currency_places", "An amount has more decimal places than its currency.");
        }

        ReadOnlySpan<char> number = digits[..(whole.Length + (significant.IsEmpty ? 0 : significant.Length + 1))];
        decimal amount = decimal.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return (text.StartsWith('-') ? -amount : amount, null, null);
    }
}
