using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Campaigns;

/// <summary>Warns a partner before its budget runs dry: once at each mark that the promised share of the funds passes.</summary>
public static class BudgetWatch
{
    /// <summary>The marks, in basis points of what was funded.</summary>
    public static IReadOnlyList<int> MarksBps { get; } = [5_000, 8_000, 9_500, BasisPoints.Whole];

    /// <summary>The highest mark that was passed on the way from one budget to a lower one.</summary>
    /// <param name="funded">What was funded in all.</param>
    /// <param name="before">What the budget held before.</param>
    /// <param name="after">What it holds now.</param>
    /// <returns>The mark, in basis points; null when none was passed.</returns>
    public static int? Passed(TokenAmount funded, TokenAmount before, TokenAmount after)
    {
        int? passed = null;
        foreach (int mark in MarksBps)
        {
            // What must be left for the mark not to be reached: rounded down, so that the warning rather comes early.
            TokenAmount left = funded.MultiplyDown((UInt128)(BasisPoints.Whole - mark), BasisPoints.Whole);
            if (before > left && after <= left)
            {
                passed = mark;
            }
        }

        return passed;
    }
}
