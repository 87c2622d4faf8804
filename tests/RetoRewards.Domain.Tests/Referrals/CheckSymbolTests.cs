using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class CheckSymbolTests
{
    [Fact]
    public void The_powers_of_the_primitive_element_are_all_31_elements_other_than_zero()
    {
        var powers = new List<int>();
        int power = 1;
        for (int i = 0; i < 31; i++)
        {
            powers.Add(power);
            power = CheckSymbol.TimesA(power);
        }

        Assert.Equal(1, power);
        Assert.Equal(Enumerable.Range(1, 31), powers.Order());
    }

    [Fact]
    public void Multiplication_by_the_primitive_element_is_linear_so_errors_do_not_depend_on_the_code()
    {
        for (int left = 0; left < 32; left++)
        {
            for (int right = 0; right < 32; right++)
            {
                Assert.Equal(CheckSymbol.TimesA(left) ^ CheckSymbol.TimesA(right), CheckSymbol.TimesA(left ^ right));
            }
        }
    }

    [Fact]
    public void Every_pair_of_symbols_in_every_two_places_is_told_from_its_exchange_and_from_every_single_error()
    {
        byte[] row = new byte[ReferralCode.Length];
        for (int first = 0; first < row.Length; first++)
        {
            for (int second = first + 1; second < row.Length; second++)
            {
                AssertPairsDiffer(row, first, second);
            }
        }
    }

    [Fact]
    public void Two_equal_symbols_that_become_the_same_other_symbol_are_noticed_in_any_two_places()
    {
        byte[] row = new byte[ReferralCode.Length];
        for (int first = 0; first < row.Length; first++)
        {
            for (int second = first + 1; second < row.Length; second++)
            {
                Array.Clear(row);
                int[] syndromes = [.. Enumerable.Range(0, 32).Select(symbol =>
                {
                    row[first] = row[second] = (byte)symbol;
                    return CheckSymbol.For(row);
                })];

                Assert.Equal(32, syndromes.Distinct().Count());
            }
        }
    }

    [Fact]
    public void A_row_of_zeros_is_refused_at_every_length()
    {
        for (int length = 1; length <= CheckSymbol.LongestRow; length++)
        {
            Assert.False(CheckSymbol.Accepts(new byte[length]));
        }
    }

    // CheckSymbol.For is a one-to-one function of the syndrome, so equal results mean an error that nobody notices.
    private static void AssertPairsDiffer(byte[] row, int first, int second)
    {
        Array.Clear(row);
        int[] syndromes = new int[32 * 32];
        for (int left = 0; left < 32; left++)
        {
            for (int right = 0; right < 32; right++)
            {
                row[first] = (byte)left;
                row[second] = (byte)right;
                syndromes[(left * 32) + right] = CheckSymbol.For(row);
            }
        }

        for (int left = 0; left < 32; left++)
        {
            for (int right = 0; right < 32; right++)
            {
                Assert.True(left == right || syndromes[(left * 32) + right] != syndromes[(right * 32) + left], $"Swap of places {first} and {second}");
                Assert.True(left == right || syndromes[left * 32] != syndromes[right * 32], $"Single error in place {first}");
                Assert.True(left == right || syndromes[left] != syndromes[right], $"Single error in place {second}");
            }
        }
    }
}
