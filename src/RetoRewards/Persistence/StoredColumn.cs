using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;

namespace RetoRewards.Persistence;

/// <summary>A column as PostgreSQL's driver takes it: one value of a COPY, or an array of the values of many rows.</summary>
internal sealed class StoredColumn
{
    private readonly Func<object, object?> read;
    private readonly Func<object?, object?>? convert;
    private readonly Form form;

    public StoredColumn(IProperty property)
    {
        Name = RowShape.Column(property);
        read = RowShape.Reader(property);
        convert = property.GetTypeMapping().Converter?.ConvertToProvider;
        form = Forms.TryGetValue(RowShape.StoredType(property), out Form? known)
            ? known
            : throw new InvalidOperationException($"{property.DeclaringType.Name}.{property.Name} has no form on PostgreSQL.");
        SqlType = property.GetColumnType();
    }

    private static readonly Dictionary<Type, Form> Forms = new()
    {
        [typeof(long)] = new ValueForm<long>(NpgsqlDbType.Bigint),
        [typeof(int)] = new ValueForm<int>(NpgsqlDbType.Integer),
        [typeof(short)] = new ValueForm<short>(NpgsqlDbType.Smallint),
        [typeof(bool)] = new ValueForm<bool>(NpgsqlDbType.Boolean),
        [typeof(double)] = new ValueForm<double>(NpgsqlDbType.Double),
        [typeof(decimal)] = new ValueForm<decimal>(NpgsqlDbType.Numeric),
        [typeof(BigInteger)] = new ValueForm<BigInteger>(NpgsqlDbType.Numeric),
        [typeof(Guid)] = new ValueForm<Guid>(NpgsqlDbType.Uuid),
        [typeof(string)] = new ReferenceForm<string>(NpgsqlDbType.Text),
        [typeof(byte[])] = new ReferenceForm<byte[]>(NpgsqlDbType.Bytea),
    };

    public string Name { get; }

    public string SqlType { get; }

    public void Write(NpgsqlBinaryImporter importer, object row) => form.Write(importer, read(row));

    public NpgsqlParameter ArrayOfRows<TRow>(IReadOnlyCollection<TRow> rows)
        where TRow : class => form.Array(rows.Select(row => read(row)), rows.Count);

    /// <summary>An array of values in the model's form.</summary>
    public NpgsqlParameter Array(IEnumerable<object> values, int count) => form.Array(values.Select(Stored), count);

    public object? Stored(object value) => convert is null ? value : convert(value);

    private abstract class Form
    {
        public abstract void Write(NpgsqlBinaryImporter importer, object? value);

        public abstract NpgsqlParameter Array(IEnumerable<object?> values, int count);
    }

    private sealed class ValueForm<T>(NpgsqlDbType type) : Form
        where T : struct
    {
        public override void Write(NpgsqlBinaryImporter importer, object? value)
        {
            if (value is null)
            {
                importer.WriteNull();
            }
            else
            {
                importer.Write((T)value, type);
            }
        }

        public override NpgsqlParameter Array(IEnumerable<object?> values, int count)
        {
            T?[] array = new T?[count];
            int index = 0;
            foreach (object? value in values)
            {
                array[index++] = (T?)value;
            }

            return new NpgsqlParameter<T?[]> { TypedValue = array, NpgsqlDbType = NpgsqlDbType.Array | type };
        }
    }

    private sealed class ReferenceForm<T>(NpgsqlDbType type) : Form
        where T : class
    {
        public override void Write(NpgsqlBinaryImporter importer, object? value)
        {
            if (value is null)
            {
                importer.WriteNull();
            }
            else
            {
                importer.Write((T)value, type);
            }
        }

        public override NpgsqlParameter Array(IEnumerable<object?> values, int count)
        {
            T?[] array = new T?[count];
            int index = 0;
            foreach (object? value in values)
            {
                array[index++] = (T?)value;
            }

            return new NpgsqlParameter<T?[]> { TypedValue = array, NpgsqlDbType = NpgsqlDbType.Array | type };
        }
    }
}
