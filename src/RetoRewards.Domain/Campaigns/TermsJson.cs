using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Campaigns;

/// <summary>Terms as JSON, in one canonical form whose hash stands on chain (schema: docs/terms.schema.json).</summary>
/// <remarks>Canonical: UTF-8 without blanks, properties in the order written here, absent ones left out, rates the most specific first,
/// amounts of RETO as decimal strings, durations in whole seconds, moments in UTC with a Z. Reading refuses what it does not know.</remarks>
public static class TermsJson
{
    /// <summary>The longest document that is read, in bytes.</summary>
    public const int MaxLength = 1_000_000;

    internal const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Writes the canonical form.</summary>
    public static byte[] Write(Terms terms)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = false }))
        {
            WriteTerms(json, terms);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads terms from JSON, canonical or not.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="terms">The terms; null when they are refused.</param>
    /// <param name="fault">What is wrong with the document, in English; null when nothing is.</param>
    /// <returns>False when the document is no JSON, misses or has an unknown property, or breaks a bound.</returns>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out Terms? terms, [NotNullWhen(false)] out string? fault)
    {
        terms = null;
        fault = null;
        if (utf8.Length > MaxLength)
        {
            fault = $"The document is longer than {MaxLength} bytes.";
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(
                utf8, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            terms = TermsReader.Read(document.RootElement);
            return true;
        }
        catch (Exception refused) when (refused is JsonException or FormatException or ArgumentException)
        {
            fault = refused.Message;
            return false;
        }
    }

    private static void WriteTerms(Utf8JsonWriter json, Terms terms)
    {
        json.WriteStartObject();
        json.WriteNumber("version", terms.Version);
        json.WriteString("inForceFrom", terms.InForceFrom.ToString(MomentFormat));
        json.WriteNumber("holdSeconds", Seconds(terms.Hold));
        json.WriteNumber("latenessSeconds", Seconds(terms.Lateness));
        json.WriteStartObject("base");
        json.WriteBoolean("withTax", terms.Base.WithTax);
        json.WriteBoolean("withShipping", terms.Base.WithShipping);
        json.WriteBoolean("beforeDiscounts", terms.Base.BeforeDiscounts);
        json.WriteEndObject();
        if (terms.MaxShareOfSale is { } share)
        {
            json.WriteNumber("maxShareOfSaleBps", share.Value);
        }

        if (terms.MaxPerSale is { } most)
        {
            json.WriteString("maxPerSale", most.ToString());
        }

        json.WriteString("dryBudget", TermCode<DryBudget>.Of(terms.DryBudget));
        WriteFunding(json, terms.Funding);
        json.WriteString("clicks", TermCode<ClickChoice>.Of(terms.Clicks));
        json.WriteNumber("clickWindowSeconds", Seconds(terms.ClickWindow));
        WriteAttribution(json, terms.Attribution);
        json.WriteBoolean("uplineMustBeActive", terms.UplineMustBeActive);
        if (terms.UplineActivity is { } activity)
        {
            json.WriteNumber("uplineActivitySeconds", Seconds(activity));
        }

        if (terms.UnclaimedFor is { } unclaimed)
        {
            json.WriteNumber("unclaimedSeconds", Seconds(unclaimed));
        }

        json.WriteStartArray("rules");
        foreach (Rule rule in terms.Rules)
        {
            WriteRule(json, rule);
        }

        json.WriteEndArray();
        json.WriteStartArray("limits");
        foreach (Limit limit in terms.Limits)
        {
            json.WriteStartObject();
            json.WriteNumber("number", limit.Number);
            json.WriteString("subject", TermCode<LimitSubject>.Of(limit.Subject));
            json.WriteString("period", TermCode<LimitPeriod>.Of(limit.Period));
            json.WriteString("amount", limit.Amount.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFunding(Utf8JsonWriter json, FunderSplit? funding)
    {
        if (funding is null)
        {
            return;
        }

        json.WriteStartObject("funding");
        json.WriteStartArray("funders");
        foreach ((CampaignId campaign, BasisPoints share) in funding.Funders)
        {
            json.WriteStartObject();
            json.WriteString("campaign", campaign.ToString());
            json.WriteNumber("shareBps", share.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("whenDry", TermCode<DryFunder>.Of(funding.WhenDry));
        json.WriteEndObject();
    }

    // Left out when it says nothing, so that the hash of terms which name no condition does not depend on the conditions there are.
    private static void WriteAttribution(Utf8JsonWriter json, AttributionTerms attribution)
    {
        if (attribution.IsDefault)
        {
            return;
        }

        json.WriteStartObject("attribution");
        json.WriteBoolean("newCustomersOnly", attribution.NewCustomersOnly);
        if (attribution.BindingWindow is { } window)
        {
            json.WriteNumber("bindingWindowSeconds", Seconds(window));
        }

        json.WriteBoolean("lookPastUselessCode", attribution.LookPastUselessCode);
        if (attribution.Fence is { } fence)
        {
            json.WriteStartObject("fence");
            json.WriteStartArray("cells");
            foreach (string cell in fence.Cells)
            {
                json.WriteStringValue(cell);
            }

            json.WriteEndArray();
            json.WriteBoolean("unknownPlaceAllowed", fence.UnknownPlaceAllowed);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, Rule rule)
    {
        json.WriteStartObject();
        json.WriteNumber("number", rule.Number);
        json.WriteString("kind", TermCode<RuleKind>.Of(rule.Kind));
        if (rule.Kind == RuleKind.Purchase)
        {
            json.WriteNumber("level", rule.Level);
        }

        if (rule.MaxNewCustomers is { } most)
        {
            json.WriteNumber("maxNewCustomers", most);
        }

        if (rule.Kind == RuleKind.Threshold)
        {
            json.WriteNumber("thresholdCustomers", rule.ThresholdCustomers);
        }

        if (rule.Kind == RuleKind.Period)
        {
            json.WriteString("period", TermCode<LimitPeriod>.Of(rule.Period));
        }

        if (rule.Beneficiary is { } beneficiary)
        {
            json.WriteString("beneficiary", beneficiary.ToString());
        }

        if (rule.Perk is { } perk)
        {
            json.WriteString("perk", perk);
        }

        json.WriteStartArray("rates");
        foreach (RateEntry entry in rule.Rates)
        {
            WriteRate(json, entry);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRate(Utf8JsonWriter json, RateEntry entry)
    {
        json.WriteStartObject();
        if (entry.Scope.Dimensions != ScopeDimensions.None)
        {
            WriteScope(json, entry.Scope);
        }

        json.WriteString("pays", TermCode<RateKind>.Of(entry.Rate.Kind));
        switch (entry.Rate.Kind)
        {
            case RateKind.Percentage:
                json.WriteNumber("shareBps", entry.Rate.Share.Value);
                break;
            case RateKind.Tokens:
                json.WriteString("amount", entry.Rate.Amount.ToString());
                break;
            case RateKind.Currency:
                Money money = entry.Rate.FixedMoney!;
                json.WriteNumber("minorUnits", money.MinorUnits);
                json.WriteString("currency", money.Currency.Code);
                break;
            default:
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteScope(Utf8JsonWriter json, Scope scope)
    {
        json.WriteStartObject("scope");
        WriteText(json, "customer", scope.Customer?.ToString());
        WriteText(json, "sku", scope.Sku);
        WriteText(json, "productType", scope.ProductType);
        WriteFlag(json, "vip", scope.Vip);
        WriteText(json, "group", scope.Group);
        WriteText(json, "referrerKind", scope.ReferrerKind is { } kind ? TermCode<Participants.ParticipantKind>.Of(kind) : null);
        WriteFlag(json, "newCustomer", scope.NewCustomer);
        WriteText(json, "channel", scope.Channel?.ToString());
        WriteText(json, "place", scope.Place);
        WriteText(json, "polarity", scope.Polarity is { } polarity ? TermCode<Sales.FeedbackPolarity>.Of(polarity) : null);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool? flag)
    {
        if (flag is { } value)
        {
            json.WriteBoolean(name, value);
        }
    }

    private static long Seconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerSecond;
}
