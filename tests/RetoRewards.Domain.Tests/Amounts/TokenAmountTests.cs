using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Tests.Amounts;

public sealed class TokenAmountTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "1000000000000000000")]
    [InlineData("12.5", "12500000000000000000")]
    [InlineData("0.000000000000000001", "1")]
    [InlineData("79228162514.264337593543950335", "79228162514264337593543950335")]
    public void Decimal_text_reads_as_base_units_and_back(string text, string baseUnits)
    {
        TokenAmount amount = TokenAmount.Parse(text);

        Assert.Equal(UInt128.Parse(baseUnits), amount.BaseUnits);
        Assert.Equal(text, amount.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData(" 1")]
    [InlineData("0.0000000000000000001")]
    [InlineData("79228162514.264337593543950336")]
    [InlineData("99999999999999999999999999999")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456789012345678")]
    [InlineData("\u0661")]
    public void Other_text_is_refused(string? text)
    {
        Assert.False(TokenAmount.TryParse(text, out TokenAmount amount));
        Assert.Equal(TokenAmount.Zero, amount);
    }

    [Fact]
    public void Sums_past_twelve_bytes_and_differences_below_zero_throw()
    {
        TokenAmount one = TokenAmount.FromBaseUnits(1);

        Assert.Throws<OverflowException>(() => TokenAmount.MaxValue + one);
        Assert.Throws<OverflowException>(() => TokenAmount.Zero - one);
        Assert.Throws<OverflowException>(() => TokenAmount.FromBaseUnits(UInt128.One << 96));
        Assert.Equal(TokenAmount.Zero, one.SubtractDownToZero(TokenAmount.MaxValue));
    }

    [Theory]
    [InlineData(9_999UL, 1, 0UL)]
    [InlineData(10_000UL, 1, 1UL)]
    [InlineData(19_999UL, 5_000, 9_999UL)]
    [InlineData(3UL, 10_000, 3UL)]
    public void A_share_rounds_down(ulong baseUnits, int share, ulong expected)
    {
        TokenAmount amount = TokenAmount.FromBaseUnits(baseUnits).MultiplyDown(new BasisPoints(share));

        Assert.Equal((UInt128)expected, amount.BaseUnits);
    }

    [Fact]
    public void Rounding_up_differs_from_rounding_down_by_one_base_unit_or_none()
    {
        TokenAmount ten = TokenAmount.FromBaseUnits(10);

        Assert.Equal((UInt128)3, ten.MultiplyDown(1, 3).BaseUnits);
        Assert.Equal((UInt128)4, ten.MultiplyUp(1, 3).BaseUnits);
        Assert.Equal((UInt128)5, ten.MultiplyUp(1, 2).BaseUnits);
    }

    [Fact]
    public void Products_wider_than_128_bits_stay_exact()
    {
        UInt128 huge = (UInt128.One << 90) + 7;

        TokenAmount same = TokenAmount.MaxValue.MultiplyDown(huge, huge);

        Assert.Equal(TokenAmount.MaxValue, same);
    }

    [Fact]
    public void The_packed_form_is_twelve_bytes_most_significant_first()
    {
        Span<byte> packed = stackalloc byte[TokenAmount.PackedLength];

        TokenAmount.FromBaseUnits(((UInt128)0x01020304 << 64) | 0x05060708090a0b0cUL).WritePacked(packed);

        Assert.Equal("0102030405060708090a0b0c", Convert.ToHexStringLower(packed));
    }
}
