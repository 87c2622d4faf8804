using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

/// <summary>What typing errors do to whole codes, through the same door that a till uses.</summary>
public sealed class ReferralCodeErrorTests
{
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int CodesTried = 2_000;

    [Fact]
    [Trait("Behaviour", "R11")]
    [Trait("Behaviour", "N11")]
    public void Every_single_wrong_symbol_in_every_place_of_many_codes_fails_the_check()
    {
        foreach (ReferralCode code in CodeDraws.Codes(seed: 1).Take(CodesTried))
        {
            char[] typed = code.Value.ToCharArray();
            for (int place = 0; place < typed.Length; place++)
            {
                char right = typed[place];
                foreach (char wrong in Symbols.Where(symbol => symbol != right))
                {
                    typed[place] = wrong;
                    AssertCheckFails(typed, code);
                }

                typed[place] = right;
            }
        }
    }

    [Fact]
    [Trait("Behaviour", "R11")]
    [Trait("Behaviour", "N11")]
    public void Every_swap_of_neighbours_that_changes_the_code_fails_the_check_and_so_does_any_other_exchange()
    {
        int neighbours = 0;
        foreach (ReferralCode code in CodeDraws.Codes(seed: 2).Take(CodesTried * 5))
        {
            char[] typed = code.Value.ToCharArray();
            for (int first = 0; first < typed.Length; first++)
            {
                for (int second = first + 1; second < typed.Length; second++)
                {
                    if (typed[first] == typed[second])
                    {
                        continue;
                    }

                    (typed[first], typed[second]) = (typed[second], typed[first]);
                    AssertCheckFails(typed, code);
                    (typed[first], typed[second]) = (typed[second], typed[first]);
                    neighbours += second == first + 1 ? 1 : 0;
                }
            }
        }

        Assert.True(neighbours > CodesTried * 5 * 8, "Nearly every code offers nine pairs of unequal neighbours.");
    }

    [Fact]
    public void One_wrong_printable_character_is_the_same_code_by_look_alike_or_a_refusal_and_never_another_code()
    {
        char[] printable = [.. Enumerable.Range('!', '~' - '!' + 1).Select(point => (char)point)];
        foreach (ReferralCode code in CodeDraws.Codes(seed: 3).Take(500))
        {
            char[] typed = code.Value.ToCharArray();
            for (int place = 0; place < typed.Length; place++)
            {
                char right = typed[place];
                foreach (char character in printable)
                {
                    typed[place] = character;
                    ReferralCodeReading reading = ReferralCode.TryParse(new string(typed));
                    bool same = Fold(character) == right;
                    Assert.Equal(same, reading is ReferralCodeReading.Parsed);
                    Assert.True(!same || reading == new ReferralCodeReading.Parsed(code));
                }

                typed[place] = right;
            }
        }
    }

    [Fact]
    public void A_missing_or_an_added_symbol_is_malformed_with_the_length_as_the_reason()
    {
        var wrongLength = new ReferralCodeReading.Malformed(CodeFault.WrongLength);
        foreach (ReferralCode code in CodeDraws.Codes(seed: 4).Take(200))
        {
            for (int place = 0; place < ReferralCode.Length; place++)
            {
                Assert.Equal(wrongLength, ReferralCode.TryParse(code.Value.Remove(place, 1)));
                Assert.Equal(wrongLength, ReferralCode.TryParse(code.Value.Insert(place, "7")));
            }
        }
    }

    [Fact]
    public void A_row_of_zeros_is_a_typing_error_and_not_a_code()
    {
        Assert.IsType<ReferralCodeReading.CheckFailed>(ReferralCode.TryParse("0000000000"));
        Assert.IsType<ReferralCodeReading.CheckFailed>(ReferralCode.TryParse("oooooooooo"));
    }

    private static void AssertCheckFails(char[] typed, ReferralCode code)
    {
        ReferralCodeReading reading = ReferralCode.TryParse(new string(typed));
        Assert.True(reading is ReferralCodeReading.CheckFailed, $"{code} typed as {new string(typed)} was read as {reading}");
    }

    private static char Fold(char character) => char.ToUpperInvariant(character) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        char other => other,
    };
}
