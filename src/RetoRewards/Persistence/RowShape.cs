using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetoRewards.Persistence;

/// <summary>What the writers of rows read from EF Core's model: names of tables and columns, keys, and values in their stored form.</summary>
internal static class RowShape
{
    private const string NumberedAnnotation = "RetoRewards:Numbered";

    public static IEntityType Of<TRow>(RetoDbContext db) => db.Model.FindEntityType(typeof(TRow))
        ?? throw new InvalidOperationException($"{typeof(TRow).Name} is not a row of the model.");

    public static IReadOnlyList<IProperty> KeyOf(IEntityType entity) => entity.FindPrimaryKey()?.Properties
        ?? throw new InvalidOperationException($"{entity.Name} has no primary key.");

    /// <summary>The columns that an insert writes: a key that the database numbers is left out.</summary>
    public static IProperty[] InsertedBy(IEntityType entity) =>
        [.. entity.GetProperties().Where(property => property.ValueGenerated != ValueGenerated.OnAdd)];

    public static IProperty Property(IEntityType entity, string name) => entity.FindProperty(name)
        ?? throw new InvalidOperationException($"{entity.Name} has no property {name}.");

    public static string Table(IEntityType entity) => $"\"{entity.GetTableName()}\"";

    public static string Column(IProperty property) => $"\"{property.GetColumnName()}\"";

    /// <summary>Reads a row's value as the database stores it; null for no value.</summary>
    public static Func<object, object?> Reader(IProperty property)
    {
        IClrPropertyGetter getter = property.GetGetter();
        Func<object?, object?>? convert = property.GetTypeMapping().Converter?.ConvertToProvider;
        return convert is null ? getter.GetClrValue : row => getter.GetClrValue(row) is { } value ? convert(value) : null;
    }

    /// <summary>Turns a value of a column, which is not null, into the form in which the database stores it.</summary>
    public static Func<object, object> Storing(IProperty property)
    {
        Func<object?, object?>? convert = property.GetTypeMapping().Converter?.ConvertToProvider;
        return convert is null ? static value => value : value => convert(value)!;
    }

    /// <summary>The 16 bytes of an id as the database stores them, for SQL that is no LINQ.</summary>
    public static object StoredId(RetoDbContext db, byte[] id) => db.Database.IsNpgsql() ? new Guid(id, bigEndian: true) : id;

    /// <summary>The type in which a column's values reach the driver, without nullability.</summary>
    public static Type StoredType(IProperty property)
    {
        Type type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    /// <summary>Says that a column numbers its rows in the order of their commits, as far as they hold the same row.</summary>
    public static void IsNumbered<T>(this PropertyBuilder<T> builder) =>
        builder.HasAnnotation(NumberedAnnotation, true);

    public static bool IsNumbered(IReadOnlyProperty property) => property.FindAnnotation(NumberedAnnotation) is not null;

    /// <summary>The PostgreSQL sequence behind a column that numbers its rows.</summary>
    public static string Sequence(IReadOnlyProperty property) =>
        $"{property.DeclaringType.ContainingEntityType.GetTableName()}_{property.GetColumnName()}";
}
