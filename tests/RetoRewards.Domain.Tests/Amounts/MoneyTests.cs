using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Tests.Amounts;

public sealed class MoneyTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("GBP", "19.50", 1950)]
    [InlineData("GBP", "19.500", 1950)]
    [InlineData("JPY", "19", 19)]
    [InlineData("KWD", "1.234", 1234)]
    [InlineData("GBP", "-0.01", -1)]
    public void An_amount_with_the_places_of_its_currency_is_taken_exactly(string code, string amount, long minorUnits)
    {
        Assert.True(Money.TryFromDecimal(decimal.Parse(amount), Currency.Find(code), out Money? money));
        Assert.Equal(minorUnits, money.MinorUnits);
        Assert.Equal(decimal.Parse(amount), money.ToDecimal());
    }

    [Theory]
    [InlineData("GBP", "0.001")]
    [InlineData("JPY", "0.5")]
    [InlineData("KWD", "0.0001")]
    [InlineData("GBP", "10000000000000.01")]
    [InlineData("GBP", "-79228162514264337593543950335")]
    public void Too_many_places_or_too_large_an_amount_is_refused(string code, string amount)
    {
        Assert.False(Money.TryFromDecimal(decimal.Parse(amount), Currency.Find(code), out Money? money));
        Assert.Null(money);
    }

    [Theory]
    [InlineData("gbp")]
    [InlineData("XXX")]
    [InlineData("")]
    [InlineData(null)]
    public void Only_listed_codes_in_capitals_are_currencies(string? code)
    {
        Assert.False(Currency.TryFind(code, out _));
    }

    [Fact]
    public void Every_currency_has_three_letters_and_0_2_or_3_digits()
    {
        Assert.True(Currency.All.Count() > 150);
        Assert.All(Currency.All, currency => Assert.True(currency.Code.Length == 3 && currency.MinorDigits is 0 or 2 or 3));
    }

    [Fact]
    public void Conversion_is_exact_and_rounds_down_once()
    {
        ConversionRate third = new(Currency.Find("GBP"), 1, 3, "table:test", At);

        Assert.Equal((UInt128)0, third.ConvertDown(2).BaseUnits);
        Assert.Equal((UInt128)1, third.ConvertDown(3).BaseUnits);
        Assert.Equal((UInt128)1, third.ConvertShareDown(59, new BasisPoints(1000)).BaseUnits);
        Assert.Equal((UInt128)2, third.ConvertShareDown(60, new BasisPoints(1000)).BaseUnits);
        Assert.Equal("20", ConversionRate.TokensPerUnit(Currency.Find("GBP"), TokenAmount.FromTokens(20), "table:test", At).ConvertDown(100).ToString());
        Assert.Throws<OverflowException>(() => third.ConvertDown(-1));
    }

    [Fact]
    public void A_currency_has_one_rate_at_a_time_and_none_is_guessed()
    {
        ConversionRate rate = new(Currency.Find("GBP"), 1, 3, "table:test", At);

        Assert.Same(rate, new ConversionRates([rate]).Find(Currency.Find("GBP")));
        Assert.Null(new ConversionRates([rate]).Find(Currency.Find("EUR")));
        Assert.Throws<ArgumentException>(() => new ConversionRates([rate, rate]));
    }

    [Theory]
    [InlineData(0, "0%")]
    [InlineData(1, "0.01%")]
    [InlineData(1250, "12.5%")]
    [InlineData(10_000, "100%")]
    public void Basis_points_read_as_percent(int value, string text)
    {
        Assert.Equal(text, new BasisPoints(value).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new BasisPoints(10_001 + value));
    }
}
