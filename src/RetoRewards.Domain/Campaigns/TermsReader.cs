using System.Globalization;
using System.Text.Json;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Campaigns;

/// <summary>Reads terms from JSON, and refuses by <see cref="FormatException"/> what it does not know.</summary>
internal static class TermsReader
{
    public static Terms Read(JsonElement root)
    {
        TermObject terms = new(root, "terms");
        TermObject parts = terms.Object("base");
        Terms read = new(
            terms.Number("version"),
            Moment(terms.Text("inForceFrom")),
            terms.Duration("holdSeconds"),
            terms.Duration("latenessSeconds"),
            terms.Array("rules").Select(ReadRule).ToArray(),
            terms.Array("limits").Select(ReadLimit).ToArray())
        {
            Base = new RewardBase(parts.Flag("withTax"), parts.Flag("withShipping"), parts.Flag("beforeDiscounts")),
            MaxShareOfSale = terms.OptionalNumber("maxShareOfSaleBps") is { } share ? new BasisPoints(share) : null,
            MaxPerSale = terms.OptionalText("maxPerSale") is { } most ? TokenAmount.Parse(most) : null,
            DryBudget = terms.Code<DryBudget>("dryBudget"),
            Funding = terms.OptionalObject("funding") is { } funding ? ReadFunding(funding) : null,
            Clicks = terms.Code<ClickChoice>("clicks"),
            ClickWindow = terms.Duration("clickWindowSeconds"),
            Attribution = terms.OptionalObject("attribution") is { } attribution ? ReadAttribution(attribution) : AttributionTerms.Default,
            UplineMustBeActive = terms.Flag("uplineMustBeActive"),
            UplineActivity = terms.OptionalDuration("uplineActivitySeconds"),
            UnclaimedFor = terms.OptionalDuration("unclaimedSeconds"),
        };
        if (read is { UplineMustBeActive: false, UplineActivity: not null })
        {
            throw new FormatException("The property 'uplineActivitySeconds' needs 'uplineMustBeActive'.");
        }

        parts.RequireAllRead();
        terms.RequireAllRead();
        return read;
    }

    private static FunderSplit ReadFunding(TermObject funding)
    {
        FunderSplit read = new(funding.Array("funders").Select(ReadFunder).ToArray(), funding.Code<DryFunder>("whenDry"));
        funding.RequireAllRead();
        return read;
    }

    private static (CampaignId Campaign, BasisPoints Share) ReadFunder(JsonElement element)
    {
        TermObject funder = new(element, "funder");
        (CampaignId, BasisPoints) read = (new CampaignId(Id(funder.Text("campaign"))), new BasisPoints(funder.Number("shareBps")));
        funder.RequireAllRead();
        return read;
    }

    private static AttributionTerms ReadAttribution(TermObject attribution)
    {
        AttributionTerms read = new()
        {
            NewCustomersOnly = attribution.Flag("newCustomersOnly"),
            BindingWindow = attribution.OptionalDuration("bindingWindowSeconds"),
            LookPastUselessCode = attribution.Flag("lookPastUselessCode"),
            Fence = attribution.OptionalObject("fence") is { } fence ? ReadFence(fence) : null,
        };
        attribution.RequireAllRead();
        return read.BindingWindow <= AttributionTerms.MaxBindingWindow || read.BindingWindow is null
            ? read
            : throw new FormatException("In an attribution, the property 'bindingWindowSeconds' is out of range.");
    }

    private static GeoFence ReadFence(TermObject fence)
    {
        GeoCell[] cells = [.. fence.Array("cells").Select(ReadCell)];
        bool unknownAllowed = fence.Flag("unknownPlaceAllowed");
        fence.RequireAllRead();
        return cells.Length is > 0 and <= GeoFence.MaxCells
            ? new GeoFence(cells, unknownAllowed)
            : throw new FormatException($"A fence has 1 to {GeoFence.MaxCells} cells.");
    }

    private static GeoCell ReadCell(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && GeoCell.TryParse(element.GetString(), out GeoCell cell)
            ? cell
            : throw new FormatException("A cell of a fence is a geohash of 1 to 12 characters.");

    private static Rule ReadRule(JsonElement element)
    {
        TermObject rule = new(element, "rule");
        RuleKind kind = rule.Code<RuleKind>("kind");
        Rule read = new(
            rule.Number("number"),
            kind,
            rule.Array("rates").Select(ReadRate).ToArray(),
            kind == RuleKind.Purchase ? rule.Number("level") : 0)
        {
            MaxNewCustomers = rule.OptionalNumber("maxNewCustomers"),
            ThresholdCustomers = kind == RuleKind.Threshold ? rule.Number("thresholdCustomers") : 0,
            Period = kind == RuleKind.Period ? rule.Code<LimitPeriod>("period") : LimitPeriod.Ever,
            Beneficiary = rule.OptionalText("beneficiary") is { } who ? new ParticipantId(Id(who)) : null,
            Perk = rule.OptionalText("perk"),
        };
        rule.RequireAllRead();
        return read;
    }

    private static RateEntry ReadRate(JsonElement element)
    {
        TermObject entry = new(element, "rate");
        Scope scope = entry.OptionalObject("scope") is { } given ? ReadScope(given) : Scope.Everything;
        Rate rate = entry.Code<RateKind>("pays") switch
        {
            RateKind.Nothing => Rate.Nothing,
            RateKind.Percentage => Rate.Percentage(entry.Number("shareBps")),
            RateKind.Tokens => Rate.Tokens(TokenAmount.Parse(entry.Text("amount"))),
            _ => Rate.Currency(new Money(entry.LongNumber("minorUnits"), Currency.Find(entry.Text("currency")))),
        };
        entry.RequireAllRead();
        return new RateEntry(scope, rate);
    }

    private static Scope ReadScope(TermObject scope)
    {
        Scope read = new()
        {
            Customer = scope.OptionalText("customer") is { } customer ? new CustomerId(Id(customer)) : null,
            Sku = scope.OptionalText("sku"),
            ProductType = scope.OptionalText("productType"),
            Vip = scope.OptionalFlag("vip"),
            Group = scope.OptionalText("group"),
            ReferrerKind = scope.OptionalCode<ParticipantKind>("referrerKind"),
            NewCustomer = scope.OptionalFlag("newCustomer"),
            Channel = scope.OptionalText("channel") is { } channel ? new ChannelId(Id(channel)) : null,
            Place = scope.OptionalText("place"),
            Polarity = scope.OptionalCode<FeedbackPolarity>("polarity"),
        };
        scope.RequireAllRead();
        return read;
    }

    private static Limit ReadLimit(JsonElement element)
    {
        TermObject limit = new(element, "limit");
        Limit read = new(
            limit.Number("number"),
            limit.Code<LimitSubject>("subject"),
            limit.Code<LimitPeriod>("period"),
            TokenAmount.Parse(limit.Text("amount")));
        limit.RequireAllRead();
        return read;
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.ParseExact(
            text, TermsJson.MomentFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static Guid Id(string text) => Guid.ParseExact(text, "D");
}
