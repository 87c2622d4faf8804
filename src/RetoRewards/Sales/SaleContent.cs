using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>The content of a sale as bytes, so that the same telling twice has the same hash and another has not.</summary>
internal static class SaleContent
{
    /// <summary>The version of the layout, its first byte.</summary>
    private const byte LayoutVersion = 1;

    /// <summary>SHA-256 of everything that the channel told, but for the event's own id.</summary>
    public static byte[] Hash(Sale sale, string? code, string? customerNumber)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([LayoutVersion]);
        AppendText(hash, sale.Number.NameSpace);
        AppendText(hash, sale.Number.Number);
        AppendNumber(hash, sale.SoldAt.UtcTicks / TimeSpan.TicksPerMicrosecond);
        AppendText(hash, sale.Currency.Code);
        AppendText(hash, sale.Place);
        AppendText(hash, code);
        AppendText(hash, customerNumber);
        AppendNumber(hash, sale.LineList.Count);
        foreach (SaleLine line in sale.LineList)
        {
            AppendText(hash, line.Sku);
            AppendText(hash, line.ProductType);
            AppendNumber(hash, line.Quantity);
            AppendNumber(hash, line.GrossMinorUnits);
            AppendNumber(hash, line.DiscountMinorUnits);
            AppendNumber(hash, line.TaxMinorUnits);
            AppendNumber(hash, line.ShippingMinorUnits);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>A length of -1 stands for no text, which differs from an empty one.</summary>
    private static void AppendText(IncrementalHash hash, string? text)
    {
        AppendNumber(hash, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        if (text is not null)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
