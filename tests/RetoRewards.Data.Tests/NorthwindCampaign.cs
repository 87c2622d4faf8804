using System.Globalization;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Data.Tests;

/// <summary>
/// Northwind's orders under a campaign that uses most rules: the employee who sold is the referrer and the seller, the one it reports to
/// and that one's superior are levels 2 and 3, the customer is the buyer, categories are product types and countries are places.
/// </summary>
internal sealed class NorthwindCampaign
{
    public static readonly DateTimeOffset Start = new(1996, 7, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset SecondTerms = new(1997, 7, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly Currency Dollar = Currency.Find("USD");
    public static readonly ConversionRate Rate = new(Dollar, 123_456_789_012_345_678, 7, "table:test", Start);
    public static readonly TokenAmount MonthlyLimit = TokenAmount.FromTokens(2_000);

    private static readonly DateTimeOffset Now = new(1998, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, ParticipantFacts> employees = [];
    private readonly Dictionary<string, ParticipantFacts> customers = [];

    public NorthwindCampaign()
    {
        Campaign = Campaign.Restore(
            new CampaignId(Id(1, 1)), new PartnerId(Id(2, 1)), Start, Now, CampaignState.Live, [TermsOf(1, Start, 100), TermsOf(2, SecondTerms, 125)]);
    }

    public Campaign Campaign { get; }

    public IReadOnlyList<SaleInContext> Sales()
    {
        Dictionary<string, string?> reportsTo = DataFile.Read("northwind", "employees.csv")
            .ToDictionary(row => row["employeeID"], row => int.TryParse(row.GetValueOrDefault("reportsTo"), out _) ? row["reportsTo"] : null);
        Dictionary<string, string> categories = DataFile.Read("northwind", "categories.csv")
            .ToDictionary(row => row["categoryID"], row => row["categoryName"]);
        Dictionary<string, string> typeOf = DataFile.Read("northwind", "products.csv")
            .ToDictionary(row => row["productID"], row => categories[row["categoryID"]]);
        ILookup<string, IReadOnlyDictionary<string, string>> details = DataFile.Read("northwind", "order-details.csv").ToLookup(row => row["orderID"]);
        return [.. DataFile.Read("northwind", "orders.csv").Select(order => SaleOf(order, details[order["orderID"]], typeOf, reportsTo))];
    }

    public IReadOnlyList<RewardDecision> Decide(IReadOnlyList<SaleInContext> sales) => RewardPolicy.Decide(
        Campaign, sales, new ConversionRates([Rate]), new RunningState(TokenAmount.FromTokens(10_000_000)), Now);

    public string NameOf(ParticipantId participant) =>
        employees.Where(pair => pair.Value.Id == participant).Select(pair => "employee " + pair.Key)
            .Concat(customers.Where(pair => pair.Value.Id == participant).Select(pair => "customer " + pair.Key))
            .Single();

    private static Terms TermsOf(int version, DateTimeOffset from, int secondLevelBps) => new(
        version,
        from,
        TimeSpan.FromDays(14),
        TimeSpan.FromDays(1000),
        [
            new Rule(
                1,
                RuleKind.Purchase,
                [
                    new(new Scope { Sku = "38" }, Domain.Campaigns.Rate.Nothing),
                    new(new Scope { ProductType = "Beverages" }, Domain.Campaigns.Rate.Percentage(600)),
                    new(new Scope { ProductType = "Seafood" }, Domain.Campaigns.Rate.Percentage(250)),
                    new(new Scope { Place = "Germany" }, Domain.Campaigns.Rate.Percentage(500)),
                    new(Scope.Everything, Domain.Campaigns.Rate.Percentage(400)),
                ],
                1),
            Rule.Purchase(2, 2, Domain.Campaigns.Rate.Percentage(secondLevelBps)),
            Rule.Purchase(3, 3, Domain.Campaigns.Rate.Percentage(50)),
            new Rule(4, RuleKind.NewCustomer, [new(Scope.Everything, Domain.Campaigns.Rate.Tokens(TokenAmount.FromTokens(25)))]) { MaxNewCustomers = 8 },
            new Rule(
                5,
                RuleKind.Buyer,
                [
                    new(new Scope { NewCustomer = true }, Domain.Campaigns.Rate.Currency(new Money(500, Dollar))),
                    new(Scope.Everything, Domain.Campaigns.Rate.Percentage(200)),
                ]),
            new Rule(6, RuleKind.Seller, [new(Scope.Everything, Domain.Campaigns.Rate.Tokens(TokenAmount.Parse("1.5")))]),
            new Rule(7, RuleKind.Threshold, [new(Scope.Everything, Domain.Campaigns.Rate.Tokens(TokenAmount.FromTokens(100)))]) { ThresholdCustomers = 10 },
        ],
        [new Limit(1, LimitSubject.Participant, LimitPeriod.Month, MonthlyLimit)]);

    private SaleInContext SaleOf(
        IReadOnlyDictionary<string, string> order,
        IEnumerable<IReadOnlyDictionary<string, string>> details,
        Dictionary<string, string> typeOf,
        Dictionary<string, string?> reportsTo)
    {
        int number = int.Parse(order["orderID"], CultureInfo.InvariantCulture);
        DateTimeOffset soldAt = Moment(order["orderDate"])!.Value;
        SaleDraft draft = new("northwind", order["orderID"], soldAt, "USD", [.. details.Select(detail =>
        {
            decimal gross = Number(detail["quantity"]) * Number(detail["unitPrice"]);
            decimal discount = decimal.Round(gross * Number(detail["discount"]), 2, MidpointRounding.ToEven);
            return new SaleDraftLine(detail["productID"], typeOf[detail["productID"]], (int)Number(detail["quantity"]), Number(detail["unitPrice"]), discount);
        })], order["shipCountry"]);
        Sale sale = Assert.IsType<SaleCheckResult.Accepted>(
            SaleCheck.Check(draft, new SaleId(Id(3, number)), new ChannelId(Id(4, 1)), Now, LineRounding.Refuse)).Sale;
        ParticipantFacts employee = Employee(order["employeeID"], reportsTo);
        return new SaleInContext
        {
            EventId = new SaleEventId(Id(5, number)),
            Sale = sale,
            ReceivedAt = Now,
            PaidAt = soldAt,
            DeliveredAt = Moment(order["shippedDate"]),
            Code = CodeFacts.Of(employee),
            Customer = new CustomerFacts(new CustomerId(Customer(order["customerID"]).Id.Value)) { Buyer = Customer(order["customerID"]) },
            Seller = employee,
        };
    }

    private ParticipantFacts Employee(string id, Dictionary<string, string?> reportsTo)
    {
        if (!employees.TryGetValue(id, out ParticipantFacts? facts))
        {
            facts = new ParticipantFacts(new ParticipantId(Id(6, employees.Count + 1 + (100 * int.Parse(id, CultureInfo.InvariantCulture)))), ParticipantKind.Seller)
            {
                Upline = reportsTo[id] is { } above ? Employee(above, reportsTo) : null,
            };
            employees[id] = facts;
        }

        return facts;
    }

    private ParticipantFacts Customer(string id)
    {
        if (!customers.TryGetValue(id, out ParticipantFacts? facts))
        {
            facts = new ParticipantFacts(new ParticipantId(Id(7, customers.Count + 1)), ParticipantKind.Buyer);
            customers[id] = facts;
        }

        return facts;
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Moment(string text) => text == "NULL"
        ? null
        : DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static Guid Id(short kind, int number) => new(number, kind, 1, 1, 1, 1, 1, 1, 1, 1, 1);
}
