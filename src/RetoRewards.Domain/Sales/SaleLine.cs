using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Domain.Sales;

/// <summary>A line of a sale, in minor units of the sale's currency.</summary>
/// <param name="Sku">The stock keeping unit; null when not known.</param>
/// <param name="ProductType">The type of product; null when not known.</param>
/// <param name="Quantity">How many; 1 or more.</param>
/// <param name="GrossMinorUnits">Quantity times unit price, before discount, without tax and shipping.</param>
/// <param name="DiscountMinorUnits">What was taken off; at most the gross.</param>
/// <param name="TaxMinorUnits">Tax on the line.</param>
/// <param name="ShippingMinorUnits">Shipping of the line.</param>
public readonly record struct SaleLine(
    string? Sku,
    string? ProductType,
    int Quantity,
    long GrossMinorUnits,
    long DiscountMinorUnits = 0,
    long TaxMinorUnits = 0,
    long ShippingMinorUnits = 0)
{
    /// <summary>What the line came to: gross less discount, with tax and shipping.</summary>
    public long TotalMinorUnits => GrossMinorUnits - DiscountMinorUnits + TaxMinorUnits + ShippingMinorUnits;

    /// <summary>Whether every amount lies within its bounds: from 0 to <see cref="Money.MaxMinorUnits"/>, the discount at most the
    /// gross.</summary>
    public bool IsSound =>
        GrossMinorUnits is >= 0 and <= Money.MaxMinorUnits
        && DiscountMinorUnits >= 0
        && DiscountMinorUnits <= GrossMinorUnits
        && TaxMinorUnits is >= 0 and <= Money.MaxMinorUnits
        && ShippingMinorUnits is >= 0 and <= Money.MaxMinorUnits;

    /// <summary>Makes a line from a unit price of any number of places; the line's gross is rounded half-even to minor units.</summary>
    /// <exception cref="OverflowException">The gross exceeds <see cref="Money.MaxMinorUnits"/>.</exception>
    public static SaleLine FromUnitPrice(string? sku, string? productType, int quantity, decimal unitPrice, Currency currency) =>
        new(sku, productType, quantity, Money.FromDecimalHalfEven(quantity * unitPrice, currency).MinorUnits);

    /// <summary>The part of the line that a percentage is taken of.</summary>
    public long BaseMinorUnits(RewardBase parts) =>
        GrossMinorUnits
        - (parts.BeforeDiscounts ? 0 : DiscountMinorUnits)
        + (parts.WithTax ? TaxMinorUnits : 0)
        + (parts.WithShipping ? ShippingMinorUnits : 0);
}
