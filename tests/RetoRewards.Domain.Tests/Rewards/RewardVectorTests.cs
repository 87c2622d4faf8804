using System.Text;
using System.Text.Json;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Domain.Tests.Campaigns;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class RewardVectorTests
{
    public static TheoryData<string> Names => [.. Cases().Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Behaviour", "N4")]
    public void A_case_that_was_worked_by_hand_comes_out_the_same(string name)
    {
        JsonElement one = Cases().Single(other => other.GetProperty("name").GetString() == name);
        Assert.True(
            TermsJson.TryRead(Encoding.UTF8.GetBytes(one.GetProperty("terms").GetRawText()), out Terms? terms, out string? fault), fault);
        Scene scene = new(terms);
        foreach ((string who, string? upline) in new (string, string?)[] { ("E", null), ("A", "E"), ("B", "A"), ("C", "B"), ("D", null) })
        {
            scene.Person(who, upline);
        }

        if (one.TryGetProperty("rates", out JsonElement rates))
        {
            scene.Rates = new ConversionRates(rates.EnumerateArray().Select(rate => new ConversionRate(
                Currency.Find(rate.GetProperty("currency").GetString()!),
                UInt128.Parse(rate.GetProperty("baseUnits").GetString()!),
                rate.GetProperty("minorUnits").GetUInt64(),
                "table:vectors",
                Scene.Start)));
        }

        if (one.TryGetProperty("budget", out JsonElement budget))
        {
            scene.Running = new RunningState(TokenAmount.Parse(budget.GetString()!));
        }

        RewardDecision decision = scene.DecideOne(SaleOf(scene, one.GetProperty("sale")));

        Assert.Equal(one.GetProperty("outcome").GetString(), decision.Outcome.Code());
        Assert.Equal(
            one.GetProperty("rewards").EnumerateArray().Select(reward =>
                $"{reward.GetProperty("rule").GetInt32()} {reward.GetProperty("role").GetString()} {scene.Person(reward.GetProperty("who").GetString()!).Id} {reward.GetProperty("amount").GetString()}"),
            decision.Lines.Select(line => $"{line.Rule} {line.Role.Code()} {line.Participant} {line.Amount}"));
    }

    private static SaleInContext SaleOf(Scene scene, JsonElement sale) => scene.Sale(
        scene.Person(sale.GetProperty("referrer").GetString()!),
        Scene.Customer("D", scene.Person(sale.GetProperty("customer").GetString()!), bought: !sale.GetProperty("newCustomer").GetBoolean()),
        lines: [.. sale.GetProperty("lines").EnumerateArray().Select(line => new SaleLine(
            Text(line, "sku"),
            Text(line, "productType"),
            1,
            line.GetProperty("grossMinorUnits").GetInt64(),
            line.GetProperty("discountMinorUnits").GetInt64(),
            line.GetProperty("taxMinorUnits").GetInt64(),
            line.GetProperty("shippingMinorUnits").GetInt64()))],
        soldAt: scene.Now.AddHours(-1));

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static JsonElement[] Cases()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(TermsJsonTests.RepositoryFile("tests", "vectors", "rewards.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(one => one.Clone())];
    }
}
