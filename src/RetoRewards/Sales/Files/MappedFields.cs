namespace RetoRewards.Sales.Files;

/// <summary>The fields of a sale that a mapping can fill.</summary>
internal static class MappedFields
{
    public const string SaleNumber = "saleNumber";
    public const string SoldAt = "soldAt";
    public const string PaidAt = "paidAt";
    public const string DeliveredAt = "deliveredAt";
    public const string Currency = "currency";
    public const string UnitPrice = "unitPrice";
    public const string Quantity = "quantity";
    public const string Discount = "discount";
    public const string DiscountShare = "discountShare";
    public const string Tax = "tax";
    public const string Shipping = "shipping";
    public const string Sku = "sku";
    public const string ProductType = "productType";
    public const string CustomerNumber = "customerNumber";
    public const string Code = "code";
    public const string Referrer = "referrer";
    public const string Seller = "seller";
    public const string Employee = "employee";
    public const string Place = "place";

    public static IReadOnlyList<string> All { get; } =
    [
        SaleNumber, SoldAt, PaidAt, DeliveredAt, Currency, UnitPrice, Quantity, Discount, DiscountShare, Tax, Shipping, Sku, ProductType,
        CustomerNumber, Code, Referrer, Seller, Employee, Place,
    ];

    /// <summary>Without these no row is a sale.</summary>
    public static IReadOnlyList<string> Needed { get; } = [SaleNumber, SoldAt, Currency, UnitPrice];
}
