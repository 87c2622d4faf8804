using System.Numerics;
using System.Text.Json;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

/// <summary>
/// A second, plain implementation of the reward rules, written from the published schema and DESIGN section 5: it reads the terms from
/// their JSON, keeps fractions of big integers, sorts and filters instead of looping, and shares no code with the engine.
/// </summary>
internal sealed class ReferenceModel(string termsJson, BigInteger budget, IReadOnlyDictionary<string, (BigInteger BaseUnits, BigInteger MinorUnits)> rates)
{
    private static readonly string[] Weights =
        ["customer", "sku", "productType", "vip", "group", "referrerKind", "newCustomer", "channel", "place"];

    private readonly JsonElement terms = JsonDocument.Parse(termsJson).RootElement;
    private readonly Dictionary<string, BigInteger> used = [];
    private readonly Dictionary<Guid, Guid?> firstReferrer = [];
    private readonly Dictionary<(int Rule, Guid Who), int> oneTimes = [];
    private readonly Dictionary<Guid, int> brought = [];
    private BigInteger budget = budget;

    public sealed record Line(int Rule, string Role, Guid Who, BigInteger Amount);

    /// <summary>Decides one sale of a live campaign, paid and delivered, in time.</summary>
    public (string Kind, List<Line> Lines) Decide(SaleInContext sale, IReadOnlyDictionary<Guid, ParticipantFacts> people)
    {
        Guid? customer = sale.Customer?.Id.Value;
        Guid? buyer = sale.Customer?.Buyer?.Id.Value;
        bool isNew = sale.Customer is not null && !sale.Customer.HasBought && !firstReferrer.ContainsKey(customer!.Value);
        Guid? referrer = sale.Code.Owner is { } owner ? (owner.Id.Value == buyer ? null : owner.Id.Value)
            : customer is { } known && firstReferrer.TryGetValue(known, out Guid? bound) && bound is not null ? bound
            : sale.Customer?.BoundTo?.Id.Value;
        referrer = referrer == buyer ? null : referrer;

        List<(int Rule, string Role, Guid Who, BigInteger Amount, int Counted)> lines = [];
        foreach (JsonElement rule in terms.GetProperty("rules").EnumerateArray())
        {
            int number = rule.GetProperty("number").GetInt32();
            string kind = rule.GetProperty("kind").GetString()!;
            string role = kind switch
            {
                "purchase" => $"level_{rule.GetProperty("level").GetInt32()}",
                "new_customer" or "threshold" => "level_1",
                "buyer" => "buyer",
                _ => "seller",
            };
            Guid? who = role switch
            {
                "level_1" => referrer,
                "level_2" => Up(people, referrer, 1),
                "level_3" => Up(people, referrer, 2),
                "buyer" => buyer,
                _ => sale.Seller?.Id.Value,
            };
            if (who is not { } recipient || (role is "level_2" or "level_3" or "seller" && recipient == buyer))
            {
                continue;
            }

            if (role is "level_2" or "level_3" && terms.GetProperty("uplineMustBeActive").GetBoolean() && !people[recipient].Active)
            {
                continue;
            }

            if (kind is "new_customer" or "threshold" && !MayFire(rule, kind, number, recipient, isNew))
            {
                continue;
            }

            BigInteger amount = AmountOf(rule, sale, people[recipient], referrer is { } by ? people[by].Kind : null, isNew);
            if (amount > 0)
            {
                lines.Add((number, role, recipient, amount, kind is "new_customer" or "threshold" ? 1 : 0));
            }
        }

        return Settle(sale, lines, customer, referrer, isNew);
    }

    private static Guid? Up(IReadOnlyDictionary<Guid, ParticipantFacts> people, Guid? from, int steps) =>
        from is not { } who ? null
        : steps == 0 ? who
        : Up(people, people[who].Upline?.Id.Value, steps - 1);

    private bool MayFire(JsonElement rule, string kind, int number, Guid recipient, bool isNew)
    {
        int before = oneTimes.GetValueOrDefault((number, recipient));
        if (!isNew)
        {
            return false;
        }

        return kind == "threshold"
            ? before == 0 && brought.GetValueOrDefault(recipient) + 1 == rule.GetProperty("thresholdCustomers").GetInt32()
            : !rule.TryGetProperty("maxNewCustomers", out JsonElement most) || before < most.GetInt32();
    }

    private BigInteger AmountOf(JsonElement rule, SaleInContext sale, ParticipantFacts recipient, ParticipantKind? referrerKind, bool isNew)
    {
        // Percentages are added up as one fraction over 10,000; each fixed rate counts once.
        BigInteger weighted = 0;
        HashSet<string> fixedRates = [];
        BigInteger fixedAmount = 0;
        foreach (SaleLine line in sale.Sale.LineList)
        {
            JsonElement[] fitting = [.. rule.GetProperty("rates").EnumerateArray()
                .Where(rate => Fits(rate, sale, line, recipient, referrerKind, isNew))
                .OrderByDescending(Specificity)
                .ThenByDescending(rate => rate.TryGetProperty("scope", out JsonElement scope) && scope.TryGetProperty("place", out JsonElement place) ? place.GetString()!.Length : 0)];
            if (fitting.Length == 0)
            {
                continue;
            }

            JsonElement best = fitting[0];
            BigInteger lineBase = BaseOf(line);
            switch (best.GetProperty("pays").GetString())
            {
                case "percentage":
                    weighted += lineBase * best.GetProperty("shareBps").GetInt32();
                    break;
                case "tokens" when lineBase > 0 && fixedRates.Add(best.GetRawText()):
                    fixedAmount += Tokens(best.GetProperty("amount").GetString()!);
                    break;
                case "currency" when lineBase > 0 && fixedRates.Add(best.GetRawText()):
                    (BigInteger units, BigInteger minor) = rates[best.GetProperty("currency").GetString()!];
                    fixedAmount += best.GetProperty("minorUnits").GetInt64() * units / minor;
                    break;
                default:
                    break;
            }
        }

        (BigInteger baseUnits, BigInteger minorUnits) = rates[sale.Sale.Currency.Code];
        return (weighted * baseUnits / (minorUnits * 10_000)) + fixedAmount;
    }

    private BigInteger BaseOf(SaleLine line)
    {
        JsonElement parts = terms.GetProperty("base");
        return line.GrossMinorUnits
            - (parts.GetProperty("beforeDiscounts").GetBoolean() ? 0 : line.DiscountMinorUnits)
            + (parts.GetProperty("withTax").GetBoolean() ? line.TaxMinorUnits : 0)
            + (parts.GetProperty("withShipping").GetBoolean() ? line.ShippingMinorUnits : 0);
    }

    private static int Specificity(JsonElement rate) =>
        rate.TryGetProperty("scope", out JsonElement scope)
            ? scope.EnumerateObject().Sum(property => 1 << (Weights.Length - 1 - Array.IndexOf(Weights, property.Name)))
            : 0;

    private static bool Fits(
        JsonElement rate, SaleInContext sale, SaleLine line, ParticipantFacts recipient, ParticipantKind? referrerKind, bool isNew) =>
        !rate.TryGetProperty("scope", out JsonElement scope) || scope.EnumerateObject().All(property => property.Name switch
        {
            "customer" => property.Value.GetString() == sale.Customer?.Id.ToString(),
            "sku" => property.Value.GetString() == line.Sku,
            "productType" => property.Value.GetString() == line.ProductType,
            "vip" => property.Value.GetBoolean() == (sale.Customer?.Vip ?? false),
            "group" => property.Value.GetString() == recipient.Group,
            "referrerKind" => property.Value.GetString() == referrerKind?.ToString().ToLowerInvariant(),
            "newCustomer" => property.Value.GetBoolean() == isNew,
            "channel" => property.Value.GetString() == sale.Sale.Channel.ToString(),
            "place" => sale.Sale.Place is { } place && place.StartsWith(property.Value.GetString()!, StringComparison.Ordinal),
            _ => throw new InvalidOperationException(property.Name),
        });

    private (string Kind, List<Line> Lines) Settle(
        SaleInContext sale,
        List<(int Rule, string Role, Guid Who, BigInteger Amount, int Counted)> lines,
        Guid? customer,
        Guid? referrer,
        bool isNew)
    {
        BigInteger cap = terms.TryGetProperty("maxPerSale", out JsonElement most) ? Tokens(most.GetString()!) : BigInteger.Pow(2, 96);
        if (terms.TryGetProperty("maxShareOfSaleBps", out JsonElement share))
        {
            (BigInteger baseUnits, BigInteger minorUnits) = rates[sale.Sale.Currency.Code];
            BigInteger total = sale.Sale.LineList.Aggregate(BigInteger.Zero, (sum, line) => sum + BaseOf(line));
            cap = BigInteger.Min(cap, total * share.GetInt32() * baseUnits / (minorUnits * 10_000));
        }

        Dictionary<string, BigInteger> wouldUse = new(used);
        List<(Line Line, int Counted)> kept = [];
        foreach ((int rule, string role, Guid who, BigInteger amount, int counted) in lines)
        {
            BigInteger left = BigInteger.Min(amount, cap);
            string[] keys = [.. terms.GetProperty("limits").EnumerateArray().Select(limit => KeyOf(limit, sale, who, customer)).OfType<string>()];
            foreach (string key in keys)
            {
                BigInteger limit = Tokens(key[(key.LastIndexOf('|') + 1)..]);
                left = BigInteger.Min(left, BigInteger.Max(0, limit - wouldUse.GetValueOrDefault(key)));
            }

            foreach (string key in keys)
            {
                wouldUse[key] = wouldUse.GetValueOrDefault(key) + left;
            }

            cap -= left;
            if (left > 0)
            {
                kept.Add((new Line(rule, role, who, left), counted));
            }
        }

        BigInteger sum = kept.Aggregate(BigInteger.Zero, (total, one) => total + one.Line.Amount);
        bool rewarded = kept.Count > 0 && sum <= budget;
        if (rewarded)
        {
            budget -= sum;
            foreach ((string key, BigInteger value) in wouldUse)
            {
                used[key] = value;
            }
        }

        if (isNew && customer is { } id)
        {
            firstReferrer[id] = referrer;
            if (referrer is { } by)
            {
                brought[by] = brought.GetValueOrDefault(by) + 1;
                foreach ((Line line, int counted) in rewarded ? kept : [])
                {
                    oneTimes[(line.Rule, by)] = oneTimes.GetValueOrDefault((line.Rule, by)) + counted;
                }
            }
        }

        return (rewarded ? "rewarded" : kept.Count > 0 ? "budget" : "nothing", rewarded ? [.. kept.Select(one => one.Line)] : []);
    }

    private static string? KeyOf(JsonElement limit, SaleInContext sale, Guid who, Guid? customer)
    {
        DateTime day = sale.Sale.SoldAt.UtcDateTime;
        string period = limit.GetProperty("period").GetString() switch
        {
            "day" => day.ToString("yyyy-MM-dd"),
            "week" => System.Globalization.ISOWeek.GetYear(day) + "w" + System.Globalization.ISOWeek.GetWeekOfYear(day),
            "month" => day.ToString("yyyy-MM"),
            _ => "ever",
        };
        string? subject = limit.GetProperty("subject").GetString() switch
        {
            "participant" => who.ToString(),
            "customer" => customer?.ToString(),
            "place" => sale.Sale.Place,
            _ => "all",
        };
        return subject is null ? null : $"{limit.GetProperty("number").GetInt32()}|{period}|{subject}|{limit.GetProperty("amount").GetString()}";
    }

    private static BigInteger Tokens(string text)
    {
        string[] parts = text.Split('.');
        return BigInteger.Parse(parts[0] + (parts.Length == 1 ? string.Empty : parts[1]).PadRight(18, '0'));
    }
}
