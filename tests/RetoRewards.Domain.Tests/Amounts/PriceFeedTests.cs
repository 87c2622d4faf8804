using System.Numerics;
using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Tests.Amounts;

public sealed class PriceFeedTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PriceFeedBounds Bounds = new(8, 1_000_000, 1_000_000_000, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));

    [Fact]
    public void An_answer_becomes_an_exact_rate_with_its_source_and_moment()
    {
        // 0.05 GBP a RETO at 8 decimals: a pound buys 20 RETO, a penny 0.2.
        PriceFeedFault fault = Reading(5_000_000).Judge(Currency.Find("GBP"), Bounds, "feed:reto-gbp", Now, out ConversionRate? rate);

        Assert.Equal(PriceFeedFault.None, fault);
        Assert.Equal("20", rate!.ConvertDown(100).ToString());
        Assert.Equal("0.2", rate.ConvertDown(1).ToString());
        Assert.Equal((Now.AddMinutes(-5), "feed:reto-gbp"), (rate.At, rate.Source));
    }

    [Theory]
    [InlineData("zero", PriceFeedFault.NotPositive)]
    [InlineData("negative", PriceFeedFault.NotPositive)]
    [InlineData("below", PriceFeedFault.OutOfBounds)]
    [InlineData("above", PriceFeedFault.OutOfBounds)]
    [InlineData("old", PriceFeedFault.Stale)]
    [InlineData("ahead", PriceFeedFault.Stale)]
    [InlineData("earlier round", PriceFeedFault.Stale)]
    [InlineData("decimals", PriceFeedFault.DecimalsUnexpected)]
    public void What_cannot_be_believed_gives_no_rate(string what, PriceFeedFault expected)
    {
        PriceFeedReading good = Reading(5_000_000);
        PriceFeedReading reading = what switch
        {
            "zero" => good with { Answer = 0 },
            "negative" => good with { Answer = -5_000_000 },
            "below" => good with { Answer = 999_999 },
            "above" => good with { Answer = 1_000_000_001 },
            "old" => good with { UpdatedAt = Now.AddHours(-1).AddTicks(-1) },
            "ahead" => good with { UpdatedAt = Now.AddMinutes(1).AddTicks(1) },
            "earlier round" => good with { AnsweredInRound = 6 },
            _ => good with { Decimals = 18 },
        };

        Assert.Equal(expected, reading.Judge(Currency.Find("GBP"), Bounds, "feed", Now, out ConversionRate? rate));
        Assert.Null(rate);
    }

    private static PriceFeedReading Reading(BigInteger answer) => new(answer, 8, Now.AddMinutes(-5), 7, 7);
}
