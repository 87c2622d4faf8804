using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;

namespace RetoRewards.Rewards;

/// <summary>The values that a decision used beside the sale and the terms, as JSON, so that anyone can decide again (N4): who stood where,
/// what was the first purchase, what was left of budget, limits and counts, and the rates.</summary>
internal sealed class DecisionContext
{
    private readonly LimitKey[] limitKeys;
    private readonly TokenAmount[] used;
    private readonly CounterKey[] countKeys;
    private readonly int[] counts;
    private readonly TokenAmount available;
    private readonly (CampaignId Campaign, TokenAmount Available)[] funders;

    private DecisionContext(LimitKey[] limitKeys, CounterKey[] countKeys, CampaignDesk desk, TokenAmount available)
    {
        RunningState running = desk.Running;
        this.limitKeys = limitKeys;
        this.countKeys = countKeys;
        this.available = available;
        funders = [.. desk.Funders.Select(funder => (funder.Id, running.PartnerBudgets[funder.Id]))];
        used = [.. limitKeys.Select(key => running.UsedLimits.GetValueOrDefault(key))];
        counts = [.. countKeys.Select(key => running.Customers.GetValueOrDefault(key))];
    }

    /// <summary>Notes what a decision is about to look at. To be called right before it.</summary>
    public static DecisionContext Before(CampaignDesk desk, SaleInContext sale, TokenAmount available) => new(
        [.. RunningKeys.Limits(desk.Campaign, [sale])], [.. RunningKeys.Counters(desk.Campaign, [sale])], desk, available);

    /// <summary>Writes it, with what the decision found out about the people.</summary>
    /// <param name="sale">The sale as it was looked at.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="referrer">The referrer that it found; null for none.</param>
    public string Write(SaleInContext sale, RewardDecision decision, ParticipantFacts? referrer)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            WriteMoments(json, sale);
            json.WriteBoolean("firstPurchase", decision.FirstPurchase);
            json.WriteString("promisedBefore", sale.PromisedBefore.ToString());
            json.WriteString("available", available.ToString());
            WriteFunders(json);
            WritePeople(json, sale, referrer);
            WriteConsumed(json);
            WriteRates(json, decision);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteFunders(Utf8JsonWriter json)
    {
        if (funders.Length == 0)
        {
            return;
        }

        json.WriteStartArray("funders");
        foreach ((CampaignId campaign, TokenAmount held) in funders)
        {
            json.WriteStartObject();
            json.WriteString("campaignId", campaign.Value);
            json.WriteString("available", held.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMoments(Utf8JsonWriter json, SaleInContext sale)
    {
        json.WriteString("receivedAt", sale.ReceivedAt);
        json.WriteString("paidAt", sale.PaidAt!.Value);
        json.WriteString("deliveredAt", sale.DeliveredAt!.Value);
        if (sale.Capture is { OfMinorUnits: > 0 } capture)
        {
            json.WriteStartObject("payment");
            json.WriteNumber("ordinal", capture.Ordinal);
            json.WriteString("at", capture.At);
            json.WriteNumber("paidMinorUnits", capture.PaidMinorUnits);
            json.WriteNumber("ofMinorUnits", capture.OfMinorUnits);
            json.WriteEndObject();
        }
    }

    private static void WritePeople(Utf8JsonWriter json, SaleInContext sale, ParticipantFacts? referrer)
    {
        if (sale.Customer is { } customer)
        {
            json.WriteString("customerId", customer.Id.Value);
            json.WriteBoolean("vip", customer.Vip);
            WritePerson(json, "buyer", customer.Buyer, null);
        }

        WritePerson(json, "level1", referrer, sale.Customer?.Buyer);
        WritePerson(json, "level2", referrer?.Upline, sale.Customer?.Buyer, sale.InactiveUplines);
        WritePerson(json, "level3", referrer?.Upline?.Upline, sale.Customer?.Buyer, sale.InactiveUplines);
        WritePerson(json, "seller", sale.Seller, sale.Customer?.Buyer);
    }

    private static void WritePerson(
        Utf8JsonWriter json, string name, ParticipantFacts? who, ParticipantFacts? buyer, IReadOnlySet<ParticipantId>? inactive = null)
    {
        if (who is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("participantId", who.Id.Value);
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(who.Kind.ToString()));
        if (who.Group is not null)
        {
            json.WriteString("group", who.Group);
        }

        if (!who.Active || inactive?.Contains(who.Id) == true)
        {
            json.WriteBoolean("active", false);
        }

        if (who.IsSamePersonAs(buyer))
        {
            json.WriteBoolean("isBuyer", true);
        }

        json.WriteEndObject();
    }

    private void WriteConsumed(Utf8JsonWriter json)
    {
        json.WriteStartArray("limitsUsed");
        for (int index = 0; index < limitKeys.Length; index++)
        {
            json.WriteStartObject();
            json.WriteNumber("limit", limitKeys[index].Limit);
            json.WriteNumber("period", limitKeys[index].Period);
            json.WriteString("subject", limitKeys[index].Subject.ToString("x32", CultureInfo.InvariantCulture));
            json.WriteString("used", used[index].ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("counts");
        for (int index = 0; index < countKeys.Length; index++)
        {
            json.WriteStartObject();
            json.WriteNumber("rule", countKeys[index].Rule);
            json.WriteString("referrer", countKeys[index].Referrer.Value);
            json.WriteNumber("customers", counts[index]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRates(Utf8JsonWriter json, RewardDecision decision)
    {
        json.WriteStartArray("rates");
        foreach (ConversionRate rate in decision.Lines
            .SelectMany(line => new[] { line.Conversion, line.FixedConversion }).OfType<ConversionRate>()
            .DistinctBy(rate => rate.Currency.Code))
        {
            json.WriteStartObject();
            json.WriteString("currency", rate.Currency.Code);
            json.WriteString("baseUnits", rate.BaseUnits.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("minorUnits", rate.MinorUnits);
            json.WriteString("source", rate.Source);
            json.WriteString("at", rate.At);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
