using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class PromoCodeTests
{
    [Theory]
    [InlineData("summer-26", "SUMMER-26", "SUMMER26")]
    [InlineData("  Summer 26 ", "SUMMER-26", "SUMMER26")]
    [InlineData("--summer--26--", "SUMMER-26", "SUMMER26")]
    [InlineData("hello2you", "HELLO2YOU", "HE1102Y0U")]
    [InlineData("a1b2", "A1B2", "A1B2")]
    [InlineData("BLACKFRIDAY", "BLACKFRIDAY", "B1ACKFR1DAY")]
    [InlineData("SUMMERSALE", "SUMMERSALE", "SUMMERSA1E")]
    [InlineData("CLASSIC", "CLASSIC", "C1ASS1C")]
    public void A_promo_code_has_one_normal_form_and_one_key(string typed, string text, string key)
    {
        PromoCode code = Assert.IsType<PromoCodeReading.Parsed>(PromoCode.TryParse(typed)).Code;

        Assert.Equal(text, code.Text);
        Assert.Equal(key, code.Key);
        Assert.Equal(code, PromoCode.FromStored(code.Text));
    }

    [Fact]
    public void Promo_codes_that_read_the_same_are_equal()
    {
        PromoCode code = Of("OLGA-10");

        Assert.Equal(code, Of("0lga10"));
        Assert.True(code == Of("01GA-1O"));
        Assert.Equal(code.GetHashCode(), Of("0LGA1O").GetHashCode());
        Assert.True(code != Of("OLGA-11"));
    }

    [Theory]
    [InlineData(null, CodeFault.Empty)]
    [InlineData("", CodeFault.Empty)]
    [InlineData(" -- ", CodeFault.Empty)]
    [InlineData("abc", CodeFault.WrongLength)]
    [InlineData("a-b-c", CodeFault.WrongLength)]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXY", CodeFault.WrongLength)]
    [InlineData("\u0421\u0423\u041C\u041C\u0410", CodeFault.ForeignCharacter)]
    [InlineData("SUMM\u0415R", CodeFault.ForeignCharacter)]
    [InlineData("SUMMER\u017F", CodeFault.ForeignCharacter)]
    [InlineData("\uFF33ummer", CodeFault.ForeignCharacter)]
    [InlineData("SUMMER_26", CodeFault.ForeignCharacter)]
    [InlineData("SUMMER\u200B26", CodeFault.ForeignCharacter)]
    [InlineData("SALE\U0001F600", CodeFault.ForeignCharacter)]
    [InlineData("SALE<script>", CodeFault.ForeignCharacter)]
    public void What_cannot_be_a_promo_code_says_why(string? typed, CodeFault fault)
    {
        PromoCodeReading reading = PromoCode.TryParse(typed);

        Assert.Equal(new PromoCodeReading.Malformed(fault), reading);
        Assert.Equal("code_malformed", reading.Refusal);
    }

    [Fact]
    public void Ten_thousand_characters_are_refused_by_their_number_alone()
    {
        Assert.Equal(new PromoCodeReading.Malformed(CodeFault.TooLong), PromoCode.TryParse(new string('A', 10_000)));
    }

    [Theory]
    [Trait("Behaviour", "T4")]
    [InlineData("admin")]
    [InlineData("NULL")]
    [InlineData("nu11")]
    [InlineData("Log-In")]
    [InlineData("RETO")]
    [InlineData("ret0")]
    [InlineData("undefined")]
    public void Reserved_words_are_refused_in_every_spelling(string typed)
    {
        Assert.Equal("promo_code_reserved", PromoCode.TryParse(typed).Refusal);
    }

    [Theory]
    [InlineData("2026")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("LOL-OIL")]
    public void Digits_alone_are_no_promo_code(string typed)
    {
        Assert.Equal("promo_code_no_letter", PromoCode.TryParse(typed).Refusal);
    }

    [Fact]
    public void No_generated_code_and_no_generated_code_with_one_typing_error_is_a_promo_code()
    {
        foreach (ReferralCode code in CodeDraws.Codes(seed: 14).Take(1_000))
        {
            Assert.IsType<PromoCodeReading.LooksGenerated>(PromoCode.TryParse(code.Format()));
            char[] typed = code.Value.ToCharArray();
            typed[3] = typed[3] == '7' ? '8' : '7';
            Assert.IsType<PromoCodeReading.LooksGenerated>(PromoCode.TryParse(new string(typed)));
        }

        Assert.Equal("promo_code_looks_generated", PromoCode.TryParse("CHRISTMAS1").Refusal);
    }

    [Fact]
    public void One_field_takes_either_kind_of_code_and_the_shape_decides()
    {
        ReferralCode code = CodeDraws.One(seed: 15);
        string mistyped = (code.Value[0] == '7' ? '8' : '7') + code.Value[1..];

        Assert.Equal(new TypedCode.Generated(code), TypedCode.Read(code.Format()));
        Assert.Equal(new TypedCode.Promo(Of("SUMMER-26")), TypedCode.Read("summer 26"));
        Assert.Equal(new TypedCode.Refused("code_check_failed", null), TypedCode.Read(mistyped));
        Assert.Equal(new TypedCode.Refused("code_malformed", CodeFault.Empty), TypedCode.Read(null));
        Assert.Equal(new TypedCode.Refused("code_malformed", CodeFault.TooLong), TypedCode.Read(new string('7', 10_000)));
        Assert.Equal(new TypedCode.Refused("code_malformed", CodeFault.ForeignCharacter), TypedCode.Read("\u0410\u0412\u0415\u041A"));
        Assert.Equal("code_malformed", TypedCode.Read("123456").Refusal);
        Assert.Equal("code_malformed", TypedCode.Read("admin").Refusal);
        Assert.Null(TypedCode.Read("summer26").Refusal);
    }

    [Fact]
    public void A_stored_text_that_is_not_the_normal_form_is_a_damaged_row()
    {
        Assert.Throws<FormatException>(() => PromoCode.FromStored("summer-26"));
        Assert.Throws<FormatException>(() => PromoCode.FromStored("ADMIN"));
        Assert.Throws<InvalidOperationException>(() => default(PromoCode).Text);
        Assert.Throws<InvalidOperationException>(() => default(PromoCode).Key);
        Assert.Equal(string.Empty, default(PromoCode).ToString());
        Assert.Equal(0, default(PromoCode).GetHashCode());
    }

    private static PromoCode Of(string typed) => Assert.IsType<PromoCodeReading.Parsed>(PromoCode.TryParse(typed)).Code;
}
