namespace RetoRewards.Domain.Sales;

/// <summary>What went back of one line, in minor units.</summary>
/// <param name="Line">The line, counted from 0.</param>
/// <param name="GoodsMinorUnits">Of the price after discount.</param>
/// <param name="TaxMinorUnits">Of the tax.</param>
/// <param name="ShippingMinorUnits">Of the shipping.</param>
public readonly record struct RefundLine(int Line, long GoodsMinorUnits, long TaxMinorUnits = 0, long ShippingMinorUnits = 0);
