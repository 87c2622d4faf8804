using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Persistence;

/// <summary>Where PostgreSQL keeps a value in another form than SQLite: amounts as numbers, ids as uuid, text in the order of its bytes.</summary>
internal static class PostgresForms
{
    /// <summary>Holds 2^96 - 1 and every balance that SQLite's form holds.</summary>
    private const string Numeric = "numeric(29,0)";

    /// <summary>The collation that compares bytes, as SQLite does.</summary>
    private const string ByteOrder = "C";

    public static void Apply(ModelBuilder modelBuilder)
    {
        foreach (IMutableProperty property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).ToArray())
        {
            Apply(property);
            if (RowShape.IsNumbered(property))
            {
                modelBuilder.HasSequence<long>(RowShape.Sequence(property));
            }
        }
    }

    private static void Apply(IMutableProperty property)
    {
        Type type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        ValueConverter? converter = property.GetValueConverter();
        if (type == typeof(TokenAmount))
        {
            property.SetMaxLength(null);
            property.SetValueConverter(new TokenAmountNumberConverter());
            property.SetColumnType(Numeric);
        }
        else if (type == typeof(LedgerBalance))
        {
            property.SetMaxLength(null);
            property.SetValueConverter(new LedgerBalanceNumberConverter());
            property.SetColumnType(Numeric);
        }
        else if (type == typeof(Guid))
        {
            property.SetValueConverter((ValueConverter?)null);
            property.SetProviderClrType(typeof(Guid));
        }
        else if (converter?.ProviderClrType == typeof(byte[]) && type != typeof(WalletAddress))
        {
            property.SetValueConverter(converter.ComposeWith(new GuidConverter.Reversed()));
        }
        else if ((converter?.ProviderClrType ?? type) == typeof(string) || type.IsEnum)
        {
            property.SetCollation(ByteOrder);
        }
    }

    /// <summary>The largest amount is the largest decimal: both are 2^96 - 1.</summary>
    private sealed class TokenAmountNumberConverter() : ValueConverter<TokenAmount, decimal>(
        amount => (decimal)amount.BaseUnits, number => TokenAmount.FromBaseUnits((UInt128)number));

    private sealed class LedgerBalanceNumberConverter() : ValueConverter<LedgerBalance, BigInteger>(
        balance => (BigInteger)balance.BaseUnits, number => new LedgerBalance((Int128)number));
}
