namespace RetoRewards.Domain.Sales;

/// <summary>A line as it came in, in whole units of the currency.</summary>
/// <param name="Sku">The stock keeping unit.</param>
/// <param name="ProductType">The type of product.</param>
/// <param name="Quantity">How many.</param>
/// <param name="UnitPrice">The price of one, without tax.</param>
/// <param name="Discount">What was taken off the line.</param>
/// <param name="Tax">Tax on the line.</param>
/// <param name="Shipping">Shipping of the line.</param>
public sealed record SaleDraftLine(
    string? Sku,
    string? ProductType,
    int Quantity,
    decimal UnitPrice,
    decimal Discount = 0,
    decimal Tax = 0,
    decimal Shipping = 0);
