namespace RetoRewards.Domain.Campaigns;

/// <summary>What a customer is worth over its lifetime, as the exact ratio that source F gives (F22).</summary>
/// <remarks>LTV = average value of a conversion * average number of conversions in a time frame * average lifetime in time frames.
/// Each average is a sum over a count, so the product is kept as one fraction and divided once.</remarks>
/// <param name="Numerator">The product of the sums, in minor units.</param>
/// <param name="Denominator">The product of the counts; 0 when there is nothing to average.</param>
public readonly record struct CustomerValue(Int128 Numerator, Int128 Denominator)
{
    /// <summary>The value from sums and counts.</summary>
    /// <param name="turnoverMinorUnits">The sum of all conversions.</param>
    /// <param name="conversions">How many there were.</param>
    /// <param name="customers">How many customers made them.</param>
    /// <param name="frames">Over how many time frames.</param>
    /// <param name="lifetimeFrames">The sum of the customers' lifetimes, in time frames.</param>
    /// <exception cref="OverflowException">The products leave 128 bits.</exception>
    public static CustomerValue Of(long turnoverMinorUnits, long conversions, long customers, long frames, long lifetimeFrames) =>
        checked(new CustomerValue(
            (Int128)turnoverMinorUnits * conversions * lifetimeFrames,
            (Int128)conversions * customers * frames * customers));

    /// <summary>The simple mode: the price of one course.</summary>
    public static CustomerValue OfOnePrice(long priceMinorUnits) => new(priceMinorUnits, 1);

    /// <summary>The value in minor units, rounded down; null when there is nothing to average.</summary>
    public long? MinorUnits() => Denominator == 0 ? null : (long)(Numerator / Denominator);
}
