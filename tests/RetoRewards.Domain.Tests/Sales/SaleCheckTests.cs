using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Sales;

public sealed class SaleCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SaleId Id = new(new Guid(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
    private static readonly ChannelId Channel = new(new Guid(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
    private static readonly SaleDraft Good = new("shop", "A-1", Now, "GBP", [new("SKU", "tea", 2, 9.99m, 1.98m, 0.50m, 3m)]);

    public static TheoryData<string, SaleDraft, Outcome> Bad => new()
    {
        { "blank number", Good with { Number = " " }, Outcome.NumberInvalid },
        { "no name space", Good with { NameSpace = null }, Outcome.NumberInvalid },
        { "long number", Good with { Number = new string('x', 65) }, Outcome.NumberInvalid },
        { "number with NUL", Good with { Number = "A\0" }, Outcome.NumberInvalid },
        { "lone surrogate", Good with { Number = "A\ud800" }, Outcome.NumberInvalid },
        { "future", Good with { SoldAt = Now.AddMinutes(5).AddTicks(1) }, Outcome.SoldInFuture },
        { "currency", Good with { CurrencyCode = "gbp" }, Outcome.CurrencyUnknown },
        { "no lines", Good with { Lines = [] }, Outcome.LinesMissing },
        { "201 lines", Good with { Lines = [.. Enumerable.Repeat(Good.Lines[0], 201)] }, Outcome.TooManyLines },
        { "negative price", With(price: -0.01m), Outcome.AmountNegative },
        { "negative tax", With(tax: -1), Outcome.AmountNegative },
        { "absurd price", With(price: 79228162514264337593543950335m), Outcome.AmountTooLarge },
        { "places", With(price: 0.001m), Outcome.CurrencyPlaces },
        { "places of yen", With(price: 1.5m) with { CurrencyCode = "JPY" }, Outcome.CurrencyPlaces },
        { "zero quantity", With(quantity: 0), Outcome.QuantityOutOfRange },
        { "negative quantity", With(quantity: -3), Outcome.QuantityOutOfRange },
        { "huge quantity", With(quantity: 1_000_001), Outcome.QuantityOutOfRange },
        { "zero", With(price: 0), Outcome.AmountZero },
        { "discount above price", With(price: 1, discount: 1.01m), Outcome.DiscountTooLarge },
        { "control in sku", Good with { Lines = [Good.Lines[0] with { Sku = "a\nb" }] }, Outcome.TextInvalid },
        { "long place", Good with { Place = new string('u', 13) }, Outcome.TextInvalid },
        { "sum too large", Good with { Lines = [.. Enumerable.Repeat(new SaleDraftLine(null, null, 1, 9_999_999_999_999m), 2)] }, Outcome.AmountTooLarge },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    [Trait("Fault", "71")]
    public void A_bad_sale_is_refused_with_its_own_code(string name, SaleDraft draft, Outcome expected)
    {
        SaleCheckResult result = SaleCheck.Check(draft, Id, Channel, Now, LineRounding.Refuse);

        Assert.True(result is SaleCheckResult.Refused refused && refused.Outcome == expected, $"{name}: {result}");
        Assert.Equal(OutcomeKind.Refused, expected.Kind());
    }

    [Fact]
    public void A_good_sale_is_kept_in_minor_units()
    {
        Sale sale = Accepted(Good, LineRounding.Refuse);

        SaleLine line = Assert.Single(sale.LineList);
        Assert.Equal(new SaleLine("SKU", "tea", 2, 1998, 198, 50, 300), line);
        Assert.Equal(2150, sale.TotalMinorUnits());
    }

    [Theory]
    [InlineData(1, "2.505", 250)]
    [InlineData(1, "2.515", 252)]
    [InlineData(3, "0.8333", 250)]
    [InlineData(1, "2.5050001", 251)]
    public void Prices_of_many_places_round_half_even_by_line_when_the_channel_says_so(int quantity, string price, long expected)
    {
        Sale sale = Accepted(With(price: decimal.Parse(price), quantity: quantity), LineRounding.HalfEven);

        Assert.Equal(expected, sale.LineList[0].GrossMinorUnits);
        Assert.Equal(expected, SaleLine.FromUnitPrice(null, null, quantity, decimal.Parse(price), Currency.Find("GBP")).GrossMinorUnits);
    }

    [Fact]
    public void A_sale_with_lines_out_of_bounds_cannot_be_made_even_past_the_door()
    {
        Sale With(params SaleLine[] lines) => new(Id, new SaleNumber("shop", "1"), Channel, Now, Currency.Find("GBP"), lines);

        Assert.Single(With(new SaleLine(null, null, 1, 100, 100)).LineList);
        Assert.Throws<ArgumentException>(() => With());
        Assert.Throws<ArgumentException>(() => With(new SaleLine(null, null, 1, 100, 101)));
        Assert.Throws<ArgumentException>(() => With(new SaleLine(null, null, 1, -1)));
        Assert.Throws<ArgumentException>(() => With(new SaleLine(null, null, 1, 1, 0, -1)));
        Assert.Throws<ArgumentException>(() => With(new SaleLine(null, null, 1, Money.MaxMinorUnits + 1)));
        Assert.Throws<ArgumentException>(() => With([.. Enumerable.Repeat(new SaleLine(null, null, 1, 1), 201)]));
    }

    [Fact]
    public void Every_outcome_has_its_own_code_of_its_own_kind()
    {
        Assert.Equal(Outcomes.All.Count, Outcomes.All.Select(outcome => outcome.Code()).Distinct().Count());
        foreach (Outcome outcome in Outcomes.All)
        {
            string prefix = outcome.Code().Split(':')[0];
            Assert.Equal(outcome.Kind().ToString().ToLowerInvariant(), prefix);
        }
    }

    private static SaleDraft With(decimal price = 1, decimal discount = 0, decimal tax = 0, int quantity = 1) =>
        Good with { Lines = [new SaleDraftLine(null, null, quantity, price, discount, tax)] };

    private static Sale Accepted(SaleDraft draft, LineRounding rounding) =>
        Assert.IsType<SaleCheckResult.Accepted>(SaleCheck.Check(draft, Id, Channel, Now, rounding)).Sale;
}
