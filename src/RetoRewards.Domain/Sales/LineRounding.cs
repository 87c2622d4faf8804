namespace RetoRewards.Domain.Sales;

/// <summary>What happens to amounts with more places than the currency.</summary>
public enum LineRounding
{
    /// <summary>The sale is refused.</summary>
    Refuse,

    /// <summary>Quantity times unit price is rounded half-even, line by line; for files whose prices are means.</summary>
    HalfEven,
}
