using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

/// <summary>Random terms, people and sales from a seed.</summary>
internal sealed class RandomCampaign
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Now = Start.AddDays(60);

    private static readonly string?[] Skus = [null, "S1", "S2", "S3"];
    private static readonly string?[] Types = [null, "tea", "cups"];
    private static readonly string?[] Groups = [null, "gold", "silver"];
    private static readonly string?[] Places = [null, "u33d8", "u33x1", "gcpv"];
    private static readonly ParticipantKind[] Kinds = [ParticipantKind.Person, ParticipantKind.Media, ParticipantKind.Company];

    private readonly Random random;
    private readonly ChannelId[] channels = [new(Scene.Named("c1")), new(Scene.Named("c2"))];
    private readonly List<ParticipantFacts> people = [];
    private readonly List<CustomerFacts> customers = [];
    private int sales;

    public RandomCampaign(int seed)
    {
        random = new Random(seed);
        for (int number = 0; number < 8; number++)
        {
            people.Add(new ParticipantFacts(new ParticipantId(new Guid(number + 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)), Any(Kinds))
            {
                Group = Any(Groups),
                Active = random.Next(4) != 0,
                Upline = number == 0 || random.Next(5) == 0 ? null : people[random.Next(number)],
            });
        }

        for (int number = 0; number < 12; number++)
        {
            customers.Add(new CustomerFacts(new CustomerId(new Guid(number + 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1)))
            {
                Buyer = random.Next(3) == 0 ? null : Any(people),
                Vip = random.Next(3) == 0,
                HasBought = random.Next(5) == 0,
                BoundTo = random.Next(5) == 0 ? Any(people) : null,
            });
        }

        Pounds = new ConversionRate(Currency.Find("GBP"), (UInt128)random.NextInt64(1, long.MaxValue), (ulong)random.Next(1, 1000), "table:random", Start);
        Roubles = new ConversionRate(Currency.Find("RUB"), (UInt128)random.NextInt64(1, long.MaxValue), (ulong)random.Next(1, 1000), "table:random", Start);
        Terms = MakeTerms();
        Budget = TokenAmount.FromBaseUnits((UInt128)random.NextInt64(1, long.MaxValue) * (UInt128)random.Next(1, 10_000));
        Campaign = Campaign.Restore(
            Scene.CampaignId, new PartnerId(Scene.Named("partner")), Start, Start.AddYears(1), CampaignState.Live, [Terms]);
    }

    public Terms Terms { get; }

    public Campaign Campaign { get; }

    public ConversionRate Pounds { get; }

    public ConversionRate Roubles { get; }

    public TokenAmount Budget { get; }

    public IReadOnlyDictionary<Guid, ParticipantFacts> People => people.ToDictionary(person => person.Id.Value);

    public SaleInContext NextSale()
    {
        sales++;
        DateTimeOffset soldAt = Start.AddMinutes(random.Next(0, 40 * 24 * 60));
        SaleLine[] lines = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
        {
            long gross = random.Next(1, 100_000);
            return new SaleLine(Any(Skus), Any(Types), random.Next(1, 9), gross, random.NextInt64(0, gross / 2), random.Next(0, 900), random.Next(0, 500));
        })];
        return new SaleInContext
        {
            EventId = new SaleEventId(new Guid(sales, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
            Sale = new Sale(
                new SaleId(new Guid(sales, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1)), new SaleNumber("shop", $"{sales}"), Any(channels), soldAt, Currency.Find("GBP"), lines)
            {
                Place = Any(Places),
            },
            ReceivedAt = Now,
            PaidAt = soldAt,
            DeliveredAt = soldAt,
            Code = random.Next(4) == 0 ? CodeFacts.None : CodeFacts.Of(Any(people)),
            Customer = random.Next(8) == 0 ? null : Any(customers),
            Seller = random.Next(2) == 0 ? null : Any(people),
        };
    }

    private Terms MakeTerms()
    {
        List<Rule> rules = [];
        RuleKind[] kinds = [RuleKind.Purchase, RuleKind.Purchase, RuleKind.Purchase, RuleKind.NewCustomer, RuleKind.Buyer, RuleKind.Seller, RuleKind.Threshold];
        int level = 0;
        foreach (RuleKind kind in kinds)
        {
            level += kind == RuleKind.Purchase ? 1 : 0;
            if (random.Next(4) != 0)
            {
                rules.Add(new Rule(rules.Count + 1, kind, Rates(kind), kind == RuleKind.Purchase ? level : 0)
                {
                    MaxNewCustomers = kind == RuleKind.NewCustomer && random.Next(2) == 0 ? random.Next(1, 3) : null,
                    ThresholdCustomers = kind == RuleKind.Threshold ? random.Next(1, 4) : 0,
                });
            }
        }

        if (rules.Count == 0)
        {
            rules.Add(Rule.Purchase(1, 1, Rate.Percentage(777)));
        }

        Limit[] limits = [.. Enumerable.Range(1, random.Next(0, 4)).Select(number => new Limit(
            number, Any(Enum.GetValues<LimitSubject>()), Any(Enum.GetValues<LimitPeriod>()), TokenAmount.FromBaseUnits((UInt128)random.NextInt64(1, long.MaxValue) * 1000)))];
        return new Terms(1, Start, TimeSpan.Zero, TimeSpan.FromDays(366), rules, limits)
        {
            Base = new RewardBase(random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0),
            MaxShareOfSale = random.Next(3) == 0 ? new BasisPoints(random.Next(0, 4000)) : null,
            MaxPerSale = random.Next(3) == 0 ? TokenAmount.FromBaseUnits((UInt128)random.NextInt64(1, long.MaxValue) * 1000) : null,
            UplineMustBeActive = random.Next(2) == 0,
        };
    }

    private IEnumerable<RateEntry> Rates(RuleKind kind)
    {
        HashSet<Scope> scopes = random.Next(3) == 0 ? [] : [Scope.Everything];
        for (int count = random.Next(0, 5); count > 0; count--)
        {
            scopes.Add(AnyScope(kind));
        }

        return (scopes.Count == 0 ? [Scope.Everything] : scopes).Select(scope => new RateEntry(scope, AnyRate(kind)));
    }

    private Scope AnyScope(RuleKind kind)
    {
        bool byLine = kind != RuleKind.Threshold;
        bool Coin() => random.Next(4) == 0;
        return new Scope
        {
            Customer = random.Next(8) == 0 ? Any(customers).Id : null,
            Sku = byLine && Coin() ? "S1" : null,
            ProductType = byLine && Coin() ? "tea" : null,
            Vip = Coin() ? random.Next(2) == 0 : null,
            Group = Coin() ? "gold" : null,
            ReferrerKind = Coin() ? Any(Kinds) : null,
            NewCustomer = Coin() ? random.Next(2) == 0 : null,
            Channel = Coin() ? channels[0] : null,
            Place = Coin() ? Any("u33", "u33d8", "g") : null,
        };
    }

    private Rate AnyRate(RuleKind kind) => random.Next(kind is RuleKind.Threshold or RuleKind.NewCustomer ? 3 : 6) switch
    {
        0 => Rate.Nothing,
        1 => Rate.Tokens(TokenAmount.FromBaseUnits((UInt128)random.NextInt64(1, long.MaxValue))),
        2 => Rate.Currency(new Money(random.Next(1, 100_000), Currency.Find("RUB"))),
        _ => Rate.Percentage(random.Next(0, 3000)),
    };

    private T Any<T>(params IReadOnlyList<T> list) => list[random.Next(list.Count)];
}
