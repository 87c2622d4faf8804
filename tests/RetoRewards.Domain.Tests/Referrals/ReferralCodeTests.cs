using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class ReferralCodeTests
{
    [Theory]
    [InlineData("000000000000", "000000000H")]
    [InlineData("FFFFFFFFFFFF", "ZZZZZZZZZC")]
    [InlineData("0443214C7420", "0H1J2K3M4V")]
    public void The_same_bytes_give_the_same_code_for_ever(string bytes, string expected)
    {
        Assert.Equal(expected, ReferralCode.FromRandom(Convert.FromHexString(bytes))?.Value);
    }

    [Fact]
    public void The_three_bits_past_the_45_that_are_used_change_nothing()
    {
        byte[] bytes = Convert.FromHexString("123456789AF0");
        ReferralCode? code = ReferralCode.FromRandom(bytes);
        bytes[^1] |= 0b111;

        Assert.NotNull(code);
        Assert.Equal(code, ReferralCode.FromRandom(bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    public void Another_number_of_random_bytes_is_a_bug(int count)
    {
        Assert.Throws<ArgumentException>(() => ReferralCode.FromRandom(new byte[count]));
    }

    [Fact]
    public void What_is_formatted_for_reading_aloud_is_read_back_in_either_case_and_with_look_alikes()
    {
        foreach (ReferralCode code in CodeDraws.Codes(seed: 5).Take(2_000))
        {
            var same = new ReferralCodeReading.Parsed(code);
            string aloud = code.Format();

            Assert.Matches("^[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{4}$", aloud);
            Assert.Equal(same, ReferralCode.TryParse(aloud));
            Assert.Equal(same, ReferralCode.TryParse(aloud.ToLowerInvariant()));
            Assert.Equal(same, ReferralCode.TryParse(aloud.Replace('0', 'o').Replace('1', 'l')));
            Assert.Equal(same, ReferralCode.TryParse(aloud.Replace('0', 'O').Replace('1', 'I')));
        }
    }

    [Theory]
    [InlineData("{0} {1} {2}")]
    [InlineData("  {0}-{1}-{2}  ")]
    [InlineData("{0}\u00A0{1}\u202F{2}")]
    [InlineData("{0}\u2013{1}\u2014{2}")]
    [InlineData("{0}\u2011{1}\u2212{2}")]
    [InlineData("{0}\t{1}\r\n{2}\n")]
    [InlineData("- - {0} - {1} - {2} - -")]
    public void Spaces_and_dashes_of_every_kind_are_ignored(string pattern)
    {
        ReferralCode code = CodeDraws.One(seed: 6);
        string typed = string.Format(null, pattern, code.Value[..3], code.Value[3..6], code.Value[6..]);

        Assert.Equal(new ReferralCodeReading.Parsed(code), ReferralCode.TryParse(typed));
    }

    [Theory]
    [InlineData(null, CodeFault.Empty)]
    [InlineData("", CodeFault.Empty)]
    [InlineData(" - - ", CodeFault.Empty)]
    [InlineData("A", CodeFault.WrongLength)]
    [InlineData("7KXM2Q9RTDA", CodeFault.WrongLength)]
    [InlineData("7KXM2Q9RT\u0421", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2Q9RT\u0410", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2Q9RT\u212A", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2Q9RT\u0131", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2Q9RT\uFF21", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2Q9RT\u0663", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2Q9RT\U0001F600", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2Q9RTU", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2Q9RT\0", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2Q9RT\uD83D", CodeFault.ForeignCharacter)]
    [InlineData("\u202E7KXM2Q9RTD", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2\u200BQ9RTD", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2\u00ADQ9RTD", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2\u0301Q9RT", CodeFault.ForeignCharacter)]
    [InlineData("'; DROP TABLE codes;--", CodeFault.ForeignCharacter)]
    [InlineData("7KXM2Q9RT_", CodeFault.ForeignCharacter)]
    public void What_cannot_be_a_code_is_malformed_and_says_what_is_wrong(string? typed, CodeFault fault)
    {
        ReferralCodeReading reading = ReferralCode.TryParse(typed);

        Assert.Equal(new ReferralCodeReading.Malformed(fault), reading);
        Assert.Equal("code_malformed", reading.Refusal);
    }

    [Theory]
    [InlineData('A')]
    [InlineData('-')]
    [InlineData(' ')]
    [InlineData('\uD83D')]
    public void Ten_thousand_characters_are_refused_by_their_number_alone(char character)
    {
        Assert.Equal(new ReferralCodeReading.Malformed(CodeFault.TooLong), ReferralCode.TryParse(new string(character, 10_000)));
    }

    [Fact]
    public void The_longest_text_that_is_looked_at_is_64_characters()
    {
        ReferralCode code = CodeDraws.One(seed: 7);

        Assert.Equal(new ReferralCodeReading.Parsed(code), ReferralCode.TryParse(code.Value.PadLeft(64)));
        Assert.Equal(new ReferralCodeReading.Malformed(CodeFault.TooLong), ReferralCode.TryParse(code.Value.PadLeft(65)));
    }

    [Fact]
    public void The_refusals_of_a_typing_error_and_of_a_malformed_code_have_their_own_stable_codes()
    {
        Assert.Equal("code_check_failed", ReferralCode.TryParse("000-000-0000").Refusal);
        Assert.Equal("code_malformed", ReferralCode.TryParse("000-000-000").Refusal);
        Assert.Null(ReferralCode.TryParse(CodeDraws.One(seed: 8).Value).Refusal);
    }

    [Fact]
    public void Codes_are_equal_by_value_and_the_stored_text_gives_the_same_code_back()
    {
        foreach (ReferralCode code in CodeDraws.Codes(seed: 9).Take(1_000))
        {
            ReferralCode stored = ReferralCode.FromStored(code.Value);

            Assert.Equal(code, stored);
            Assert.Equal(code.GetHashCode(), stored.GetHashCode());
            Assert.Equal(code.Value, code.ToString());
        }
    }

    [Fact]
    public void A_stored_text_that_is_not_canonical_is_a_damaged_row()
    {
        ReferralCode code = CodeDraws.Codes(seed: 10).First(code => code.Value.Any(char.IsAsciiLetter));

        Assert.Throws<FormatException>(() => ReferralCode.FromStored(code.Value.ToLowerInvariant()));
        Assert.Throws<FormatException>(() => ReferralCode.FromStored(code.Format()));
        Assert.Throws<FormatException>(() => ReferralCode.FromStored("0000000000"));
    }

    [Fact]
    public void The_default_value_is_no_code_and_says_so()
    {
        Assert.Throws<InvalidOperationException>(() => default(ReferralCode).Value);
        Assert.Throws<InvalidOperationException>(() => default(ReferralCode).Format());
        Assert.Equal(string.Empty, default(ReferralCode).ToString());
    }
}
