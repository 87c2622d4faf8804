namespace RetoRewards.Domain.Campaigns;

/// <summary>The economic guard of source F: what a referred customer costs must stay below what it is worth (F21 to F23, N13).</summary>
public static class GrowthGuard
{
    /// <summary>The fewest new customers from which a verdict is given; below it the averages mean nothing.</summary>
    public const int MinSample = 30;

    /// <summary>CAC: all expenses of promoting referrals and all incentives, over the new customers they brought.</summary>
    /// <param name="promotionMinorUnits">Expenses of promotion.</param>
    /// <param name="incentiveMinorUnits">Rewards and discounts, in the same currency.</param>
    /// <param name="newCustomers">New customers from referrals.</param>
    /// <returns>Minor units, rounded up, since a cost is not to look smaller than it is; null ("n/a") without new customers.</returns>
    public static long? CostOfCustomer(long promotionMinorUnits, long incentiveMinorUnits, long newCustomers)
    {
        if (newCustomers == 0)
        {
            return null;
        }

        Int128 cost = (Int128)promotionMinorUnits + incentiveMinorUnits;
        return (long)((cost + newCustomers - 1) / newCustomers);
    }

    /// <summary>Compares cost and value exactly, by cross-multiplication and not by rounded quotients.</summary>
    /// <param name="promotionMinorUnits">Expenses of promotion.</param>
    /// <param name="incentiveMinorUnits">Rewards and discounts, in the same currency.</param>
    /// <param name="newCustomers">New customers from referrals.</param>
    /// <param name="value">What a customer is worth.</param>
    /// <param name="pauses">Whether the campaign is to be paused on a breach, or only warned about.</param>
    public static GrowthVerdict Judge(
        long promotionMinorUnits, long incentiveMinorUnits, long newCustomers, CustomerValue value, bool pauses)
    {
        if (newCustomers < MinSample || value.Denominator == 0)
        {
            return GrowthVerdict.TooFewCustomers;
        }

        System.Numerics.BigInteger cost = (System.Numerics.BigInteger)promotionMinorUnits + incentiveMinorUnits;
        bool sound = cost * (System.Numerics.BigInteger)value.Denominator < (System.Numerics.BigInteger)value.Numerator * newCustomers;
        return sound ? GrowthVerdict.Sound : pauses ? GrowthVerdict.Pause : GrowthVerdict.Warn;
    }
}
