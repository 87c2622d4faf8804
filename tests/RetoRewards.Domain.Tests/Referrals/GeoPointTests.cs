using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class GeoPointTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("59.93428", 59_934_280_000)]
    [InlineData("-33.865143", -33_865_143_000)]
    [InlineData("0.000000001", 1)]
    [InlineData("-0.000000001", -1)]
    [InlineData("007.50", 7_500_000_000)]
    [InlineData("59.9342800000000001", 59_934_280_000)]
    [InlineData("59.9342800009999999", 59_934_280_000)]
    [InlineData("-59.9342800000000001", -59_934_280_001)]
    [InlineData("-59.9342800000000000", -59_934_280_000)]
    [InlineData("-0.0000000001", -1)]
    [InlineData("90", 90_000_000_000)]
    [InlineData("-90.000000000", -90_000_000_000)]
    public void Decimal_text_is_read_exactly_and_cut_towards_south_after_nine_places(string text, long nanodegrees)
    {
        GeoPointReading reading = GeoPoint.TryParse(text, "0");

        Assert.Equal(new GeoPointReading.Parsed(new GeoPoint(nanodegrees, 0)), reading);
        Assert.Null(reading.Refusal);
    }

    [Theory]
    [InlineData("90.000000001", "0")]
    [InlineData("-90.0000000001", "0")]
    [InlineData("91", "0")]
    [InlineData("0", "180.000000001")]
    [InlineData("0", "-180.0000000001")]
    [InlineData("0", "360")]
    [InlineData("999999999", "999999999")]
    public void Coordinates_past_the_ends_of_the_globe_are_out_of_range_and_not_wrapped(string latitude, string longitude)
    {
        Assert.Equal("coordinates_out_of_range", GeoPoint.TryParse(latitude, longitude).Refusal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("+1")]
    [InlineData("1,5")]
    [InlineData("1e1")]
    [InlineData("5E-7")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("\u0661")]
    [InlineData("\uFF11")]
    [InlineData("\u22121")]
    [InlineData("1000000000")]
    [InlineData("0.0000000000000000000000000000000")]
    public void What_is_no_decimal_number_is_malformed_on_either_side(string? text)
    {
        Assert.Equal("coordinates_malformed", GeoPoint.TryParse(text, "0").Refusal);
        Assert.Equal("coordinates_malformed", GeoPoint.TryParse("0", text).Refusal);
    }

    [Theory]
    [InlineData(90_000_000_001, 0)]
    [InlineData(-90_000_000_001, 0)]
    [InlineData(0, 180_000_000_001)]
    [InlineData(0, -180_000_000_001)]
    [InlineData(long.MinValue, long.MaxValue)]
    public void Numbers_out_of_range_are_a_bug_of_the_caller(long latitude, long longitude)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeoPoint(latitude, longitude));
    }

    [Theory]
    [InlineData("59.93999", "-30.33999", "59.93,-30.33")]
    [InlineData("-0.009", "0.05", "0.00,0.05")]
    [InlineData("-7.5", "-180", "-7.50,-180.00")]
    public void What_is_printed_is_cut_to_two_decimal_places(string latitude, string longitude, string printed)
    {
        Assert.Equal(printed, Assert.IsType<GeoPointReading.Parsed>(GeoPoint.TryParse(latitude, longitude)).Point.ToString());
        Assert.DoesNotContain("999", GeoPoint.TryParse(latitude, longitude).ToString(), StringComparison.Ordinal);
    }
}
