using System.Globalization;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>Reads an amount of a request: digits, at most one point, digits; exactly, and within bounds that no sum of money passes.</summary>
internal static class AmountText
{
    /// <summary>Decimal places that are looked at; no currency has more than three.</summary>
    private const int MaxPlaces = 10;

    /// <summary>Digits before the point that are looked at; the intake's bound is far below.</summary>
    private const int MaxDigits = 17;

    /// <summary>The amount, or what is wrong with the text. A minus in front is read so that it can be refused as what it is.</summary>
    public static (decimal Amount, SaleAnswer.Refused? Refusal) Read(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        int point = digits.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? digits : digits[..point];
        ReadOnlySpan<char> places = point < 0 ? [] : digits[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && places.IsEmpty)
            || whole.ContainsAnyExceptInRange('0', '9') || places.ContainsAnyExceptInRange('0', '9'))
        {
            return (0, new SaleAnswer.Refused("amount_malformed", "An amount is a decimal string such as \"19.50\": digits and one point."));
        }

        if (whole.TrimStart('0').Length > MaxDigits)
        {
            return (0, new SaleAnswer.Refused("amount_too_large", "The amount is absurdly large."));
        }

        ReadOnlySpan<char> significant = places.TrimEnd('0');
        if (significant.Length > MaxPlaces)
        {
            return (0, new SaleAnswer.Refused("currency_places", "An amount has more decimal places than its currency."));
        }

        ReadOnlySpan<char> number = digits[..(whole.Length + (significant.IsEmpty ? 0 : significant.Length + 1))];
        decimal amount = decimal.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return (text.StartsWith('-') ? -amount : amount, null);
    }
}
