using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Webhooks;

/// <summary>Reads the JSON of shops: members that may be absent or null, numbers that may be texts, and never an exception for a member
/// of another type.</summary>
internal static partial class ShopJson
{
    /// <summary>Deepest nesting that is read; orders of shops stay far below.</summary>
    private const int MaxDepth = 48;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The names under which shops carry a referral code in free fields.</summary>
    private static readonly string[] CodeNames = ["referral_code", "referral-code", "referralcode", "reto_code", "ref", "code"];

    /// <summary>Reads a body by a reader of its root object; a body that is no JSON object is unreadable.</summary>
    public static WebhookReading Read(ReadOnlyMemory<byte> body, Func<JsonElement, WebhookReading> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : new WebhookReading.Unreadable("body_malformed", "The body is no JSON object.");
        }
        catch (JsonException)
        {
            return new WebhookReading.Unreadable("body_malformed", "The body is no JSON, is nested too deeply, or names a member twice.");
        }
    }

    /// <summary>The member at a path; undefined when it is absent, or something on the way is no object.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    /// <summary>A text, or a number as its digits; null when there is neither, or the text is empty.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path)
    {
        JsonElement found = element.At(path);
        string? text = found.ValueKind switch
        {
            JsonValueKind.String => ValidText(found),
            JsonValueKind.Number => found.GetRawText(),
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The items of an array; none when it is absent.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path)
    {
        JsonElement found = element.At(path);
        return found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : [];
    }

    /// <summary>A decimal written as text or number; 0 when it is absent, null when it is something else.</summary>
    public static decimal? Decimal(this JsonElement element, params ReadOnlySpan<string> path)
    {
        JsonElement found = element.At(path);
        if (found.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return 0;
        }

        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(element.Text(path), plain, CultureInfo.InvariantCulture, out decimal value) ? value : null;
    }

    /// <summary>A count of minor units; 0 when it is absent, null when it is something else.</summary>
    public static long? Minor(this JsonElement element, params ReadOnlySpan<string> path)
    {
        JsonElement found = element.At(path);
        return found.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => 0,
            JsonValueKind.Number when found.TryGetInt64(out long value) => value,
            _ => null,
        };
    }

    /// <summary>Seconds since 1970; null when it is something else.</summary>
    public static DateTimeOffset? UnixSeconds(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Text(path) is { } text ? Signatures.Moment(text) : null;

    /// <summary>An ISO 8601 instant; one without an offset counts as UTC, which is how shops name their GMT fields.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(
            element.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset instant)
            ? instant
            : null;

    /// <summary>Minor units in whole units of a currency; null when the currency is in no list.</summary>
    public static decimal? Whole(long minorUnits, string? currency) =>
        Currency.TryFind(currency, out Currency? known) ? (decimal)minorUnits / known.MinorUnitsPerUnit : null;

    /// <summary>A line whose whole price, without tax and before discount, is known.</summary>
    public static SaleDraftLine Line(string? sku, int quantity, decimal gross, decimal discount, decimal tax, decimal shipping) =>
        new(Short(sku), null, quantity, quantity > 1 ? gross / quantity : gross, discount, tax, shipping);

    /// <summary>The codes in an object of free fields, by the names that stand for one.</summary>
    public static IEnumerable<string?> CodesIn(JsonElement fields) => CodeNames.Select(name => fields.Text(name));

    /// <summary>The codes in a list of name and value.</summary>
    public static IEnumerable<string?> CodesIn(IEnumerable<JsonElement> fields, string nameMember, string valueMember) =>
        from field in fields
        let name = field.Text(nameMember)?.TrimStart('_')
        where CodeNames.Contains(name, StringComparer.OrdinalIgnoreCase)
        select field.Text(valueMember);

    /// <summary>The code in an address at which a buyer landed: <c>/r/CODE</c> or <c>?ref=CODE</c>.</summary>
    public static string? CodeInAddress(string? address)
    {
        if (address is null or { Length: > 2000 })
        {
            return null;
        }

        Match match = Landing().Match(address);
        return match.Success ? Uri.UnescapeDataString(match.Groups["code"].Value) : null;
    }

    /// <summary>The candidates that are there, in order.</summary>
    public static IReadOnlyList<string> Candidates(IEnumerable<string?> texts) => [.. texts.OfType<string>().Take(SaleSubmission.MaxCodeCandidates)];

    /// <summary>The customer's number with the shop, or the hash of an e-mail address where a guest has none.</summary>
    public static string? Customer(string? number, string? email)
    {
        if (number is not (null or "0"))
        {
            return number;
        }

        return email is null
            ? null
            : "email:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToUpperInvariant())));
    }

    /// <summary>A name cut to what is stored; longer ones are no identity anyway.</summary>
    public static string? Short(string? text) => text is { Length: > SaleNumber.MaxLength } ? text[..SaleNumber.MaxLength] : text;

    /// <summary>A lone surrogate cannot be read as text and counts as none.</summary>
    private static string? ValidText(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex("(?:/r/|[?&](?:ref|referral_code|code)=)(?<code>[A-Za-z0-9%_-]{1,64})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Landing();
}
