using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

/// <summary>A small world for reward tests: a live campaign, people by name, and sales in pounds at one RETO a pound.</summary>
internal sealed class Scene
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly Currency Pound = Currency.Find("GBP");
    public static readonly CampaignId CampaignId = new(Named("campaign"));
    public static readonly ChannelId Channel = new(Named("channel"));

    private readonly Dictionary<string, ParticipantFacts> people = [];
    private int sales;

    public Scene(params Rule[] rules)
        : this(new Terms(1, Start, TimeSpan.Zero, TimeSpan.FromDays(30), rules))
    {
    }

    public Scene(params Terms[] versions)
    {
        Campaign = new Campaign(CampaignId, new PartnerId(Named("partner")), Start, Start.AddYears(2));
        foreach (Terms version in versions)
        {
            Assert.Equal(CampaignRefusal.None, Campaign.Publish(version, version.InForceFrom));
        }

        Campaign.MarkFunded();
        Campaign.Launch();
    }

    public Campaign Campaign { get; }

    public RunningState Running { get; set; } = new(TokenAmount.FromTokens(1_000_000));

    public ConversionRates Rates { get; set; } =
        new([ConversionRate.TokensPerUnit(Pound, TokenAmount.FromTokens(1), "table:test", Start)]);

    public DateTimeOffset Now { get; set; } = Start.AddDays(10);

    public static Guid Named(string name)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Fill(0x11);
        for (int index = 0; index < name.Length; index++)
        {
            bytes[index % 16] = (byte)((bytes[index % 16] * 31) + name[index]);
        }

        return new Guid(bytes);
    }

    public static Rate Percent(int percent) => Rate.Percentage(percent * 100);

    public static Rate Reto(ulong tokens) => Rate.Tokens(TokenAmount.FromTokens(tokens));

    public static SaleLine Line(decimal price, string? sku = null, string? type = null, decimal discount = 0, decimal tax = 0, decimal shipping = 0) =>
        new(sku, type, 1, (long)(price * 100), (long)(discount * 100), (long)(tax * 100), (long)(shipping * 100));

    /// <summary>A participant by name, made on first mention; an upline given later is refused.</summary>
    public ParticipantFacts Person(string name, string? upline = null, ParticipantKind kind = ParticipantKind.Person, string? group = null, bool active = true)
    {
        if (!people.TryGetValue(name, out ParticipantFacts? person))
        {
            person = new ParticipantFacts(new ParticipantId(Named(name)), kind)
            {
                Group = group,
                Active = active,
                Upline = upline is null ? null : Person(upline),
            };
            people[name] = person;
        }

        return person;
    }

    public static CustomerFacts Customer(string name, ParticipantFacts? buyer = null, ParticipantFacts? boundTo = null, bool bought = false, bool vip = false) =>
        new(new CustomerId(Named("customer " + name))) { Buyer = buyer, BoundTo = boundTo, HasBought = bought, Vip = vip };

    public SaleInContext Sale(
        ParticipantFacts? code = null,
        CustomerFacts? customer = null,
        decimal price = 100,
        DateTimeOffset? soldAt = null,
        SaleLine[]? lines = null,
        ParticipantFacts? seller = null,
        string? place = null,
        ChannelId? channel = null,
        Capture? capture = null,
        string? number = null)
    {
        sales++;
        string own = number ?? $"sale {sales}";
        DateTimeOffset at = soldAt ?? Start.AddDays(9);
        return new SaleInContext
        {
            EventId = new SaleEventId(Named($"event {sales}")),
            Sale = new Sale(new SaleId(Named(own)), new SaleNumber("shop", own), channel ?? Channel, at, Pound, lines ?? [Line(price)]) { Place = place },
            ReceivedAt = Now,
            PaidAt = at,
            DeliveredAt = at,
            Capture = capture,
            Code = code is null ? CodeFacts.None : CodeFacts.Of(code),
            Customer = customer,
            Seller = seller,
        };
    }

    public IReadOnlyList<RewardDecision> Decide(params SaleInContext[] inOrder) =>
        RewardPolicy.Decide(Campaign, inOrder, Rates, Running, Now);

    public RewardDecision DecideOne(SaleInContext sale) => Decide(sale)[0];

    /// <summary>What a decision promises someone, in RETO as text.</summary>
    public string Earned(RewardDecision decision, string name)
    {
        ParticipantId id = Person(name).Id;
        return Total(decision.Lines.Where(line => line.Participant == id)).ToString();
    }

    public static TokenAmount Total(IEnumerable<RewardLine> lines) =>
        lines.Aggregate(TokenAmount.Zero, (sum, line) => sum + line.Amount);
}
