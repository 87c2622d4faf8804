using System.Globalization;
using System.Numerics;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Data.Tests;

public sealed class NorthwindTests
{
    private const long TokenScale = 1_000_000_000_000_000_000;

    [Fact]
    [Trait("Behaviour", "T18")]
    [Trait("Behaviour", "T20")]
    public void Every_total_equals_that_of_an_independent_query_over_the_files()
    {
        NorthwindCampaign campaign = new();
        IReadOnlyList<SaleInContext> sales = campaign.Sales();

        IReadOnlyList<RewardDecision> decisions = campaign.Decide(sales);

        Dictionary<string, BigInteger> actual = decisions
            .SelectMany(decision => decision.Lines)
            .GroupBy(line => campaign.NameOf(line.Participant))
            .ToDictionary(group => group.Key, group => group.Aggregate(BigInteger.Zero, (sum, line) => sum + line.Amount.BaseUnits));
        Dictionary<string, BigInteger> expected = Query(out int limited);
        Assert.Equal(830, sales.Count);
        Assert.Equal(809, decisions.Count(decision => decision.Outcome == Outcome.Rewarded));
        Assert.Equal(21, decisions.Count(decision => decision.Outcome == Outcome.DeliveryPending));
        Assert.InRange(limited, 1, 200);
        Assert.Equal(
            expected.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}"),
            actual.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}"));
    }

    // The same campaign once more, straight from the rows: strings and big integers, and nothing of the domain.
    private static Dictionary<string, BigInteger> Query(out int limited)
    {
        var employees = DataFile.Read("northwind", "employees.csv").ToDictionary(row => row["employeeID"], row => row.GetValueOrDefault("reportsTo"));
        var products = DataFile.Read("northwind", "products.csv").ToDictionary(row => row["productID"], row => row["categoryID"]);
        var lines = DataFile.Read("northwind", "order-details.csv").ToLookup(row => row["orderID"]);
        Dictionary<string, BigInteger> totals = [];
        Dictionary<string, BigInteger> byMonth = [];
        Dictionary<string, int> brought = [];
        Dictionary<string, int> welcomed = [];
        HashSet<string> known = [];
        int cut = 0;

        BigInteger Pay(string who, string month, BigInteger amount)
        {
            BigInteger left = BigInteger.Min(amount, (2_000 * (BigInteger)TokenScale) - byMonth.GetValueOrDefault(who + month));
            cut += left < amount ? 1 : 0;
            byMonth[who + month] = byMonth.GetValueOrDefault(who + month) + left;
            if (left > 0)
            {
                totals[who] = totals.GetValueOrDefault(who) + left;
            }

            return left;
        }

        foreach (var order in DataFile.Read("northwind", "orders.csv").Where(row => row["shippedDate"] != "NULL"))
        {
            string month = " " + order["orderDate"][..7];
            string seller = order["employeeID"];
            string? boss = Superior(employees, seller);
            string? boss2 = boss is null ? null : Superior(employees, boss);
            bool isNew = known.Add(order["customerID"]);
            var rows = lines[order["orderID"]].Select(row => (Product: row["productID"], Category: products[row["productID"]], Cents: Cents(row))).ToArray();
            BigInteger all = rows.Aggregate(BigInteger.Zero, (sum, row) => sum + row.Cents);
            bool second = string.CompareOrdinal(order["orderDate"], "1997-07-01") >= 0;

            Pay("employee " + seller, month, Tokens(rows.Aggregate(BigInteger.Zero, (sum, row) => sum + (row.Cents * ShareOf(row.Product, row.Category, order["shipCountry"])))));
            if (boss is not null)
            {
                Pay("employee " + boss, month, Tokens(all * (second ? 125 : 100)));
            }

            if (boss2 is not null)
            {
                Pay("employee " + boss2, month, Tokens(all * 50));
            }

            if (isNew && welcomed.GetValueOrDefault(seller) < 8 && Pay("employee " + seller, month, 25 * (BigInteger)TokenScale) > 0)
            {
                welcomed[seller] = welcomed.GetValueOrDefault(seller) + 1;
            }

            Pay("customer " + order["customerID"], month, isNew ? 500 * (BigInteger)123_456_789_012_345_678 / 7 : Tokens(all * 200));
            Pay("employee " + seller, month, 15 * (BigInteger)TokenScale / 10);
            if (isNew)
            {
                brought[seller] = brought.GetValueOrDefault(seller) + 1;
                if (brought[seller] == 10)
                {
                    Pay("employee " + seller, month, 100 * (BigInteger)TokenScale);
                }
            }
        }

        limited = cut;
        return totals;
    }

    private static string? Superior(Dictionary<string, string?> employees, string who) =>
        employees[who] is { } above && above != "NULL" && above.Length > 0 ? above : null;

    private static int ShareOf(string product, string category, string country) =>
        product == "38" ? 0 : category == "1" ? 600 : category == "8" ? 250 : country == "Germany" ? 500 : 400;

    private static BigInteger Tokens(BigInteger weighted) => weighted * 123_456_789_012_345_678 / (7 * 10_000);

    private static long Cents(IReadOnlyDictionary<string, string> row)
    {
        decimal gross = decimal.Parse(row["quantity"], CultureInfo.InvariantCulture) * decimal.Parse(row["unitPrice"], CultureInfo.InvariantCulture);
        decimal off = decimal.Round(gross * decimal.Parse(row["discount"], CultureInfo.InvariantCulture), 2, MidpointRounding.ToEven);
        return (long)((gross - off) * 100);
    }
}
