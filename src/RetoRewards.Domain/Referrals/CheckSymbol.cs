namespace RetoRewards.Domain.Referrals;

/// <summary>The check of codes: one parity equation over the field of 32 elements.</summary>
/// <remarks>
/// <para>
/// A symbol is an element of GF(32) = GF(2)[x]/(x^5 + x^2 + 1), where addition is exclusive or and the element
/// <c>a = x</c> is primitive: its powers a^0 ... a^30 are the 31 elements other than 0, all different.
/// Symbols c_1 ... c_n, the check symbol last, are accepted when
/// <c>a^n + a^(n-1)·c_1 + ... + a·c_(n-1) + c_n = 0</c>. The leading a^n is a constant: it only keeps a row of zeros,
/// which is what an idle till sends, from passing.
/// </para>
/// <para>
/// Why nothing of what is claimed can slip through, for n up to 31. Let w_i = a^(n-i) be the weight of place i.
/// One wrong symbol changes the sum by w_i·(c - d), a product of two elements that are not 0, so it is not 0.
/// Two places that exchange unequal symbols change it by (w_i - w_j)·(c - d); distinct weights and distinct symbols
/// make that a product of two elements that are not 0 as well. This holds for neighbours, for places further apart,
/// and for the check symbol, whose weight is 1. Two equal symbols that both become the same other symbol change the
/// sum by (w_i + w_j)·(c - d), and in a field of characteristic 2 plus and minus are the same, so twin errors are
/// caught too. Every other error passes with a chance of 1 in 32.
/// </para>
/// <para>
/// Sums modulo 32 could not do this: a cyclic group of even order has no complete mapping (M. Hall and L. J. Paige,
/// "Complete mappings of finite groups", Pacific Journal of Mathematics 5, 1955), and without one no choice of
/// permutations catches every swap of neighbours. The equation here is the one-parity case of a Reed-Solomon code.
/// </para>
/// </remarks>
internal static class CheckSymbol
{
    // x^5 + x^2 + 1, primitive over GF(2): the test walks through its 31 powers.
    private const int Modulus = 0b100101;
    private const int HighBit = 0b100000;

    /// <summary>The longest row of symbols, check symbol included, for which every claim above holds.</summary>
    public const int LongestRow = 31;

    /// <summary>The symbol that completes the row.</summary>
    public static int For(ReadOnlySpan<byte> data) => TimesA(Syndrome(data));

    /// <summary>Whether a row that ends in its check symbol is accepted.</summary>
    public static bool Accepts(ReadOnlySpan<byte> row) => Syndrome(row) == 0;

    /// <summary>An element of the field, 0 to 31, times the primitive element.</summary>
    public static int TimesA(int element)
    {
        int shifted = element << 1;
        return (shifted & HighBit) == 0 ? shifted : shifted ^ Modulus;
    }

    private static int Syndrome(ReadOnlySpan<byte> row)
    {
        int sum = 1;
        foreach (byte symbol in row)
        {
            sum = TimesA(sum) ^ symbol;
        }

        return sum;
    }
}
