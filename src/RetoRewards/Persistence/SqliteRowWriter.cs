using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RetoRewards.Persistence;

/// <summary>Writes rows by prepared statements that are derived from the model: the mapping is EF Core's, the writing is not.</summary>
/// <remarks>
/// SaveChanges reaches an eighth of what SQLite can write; a statement prepared once a connection reaches nearly all of it
/// (<see cref="SqliteStatement"/>).
/// </remarks>
internal sealed class SqliteRowWriter(SqliteConnection connection) : IRowWriter
{
    private readonly Dictionary<(Type Row, string Columns), Statement> statements = [];
    private readonly Dictionary<(Type Row, string Columns), Probe> probes = [];

    public void Insert<TRow>(RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TRow> rows)
        where TRow : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        Statement statement = Prepared<TRow>(db, "insert", PrepareInsert);
        foreach (TRow row in rows)
        {
            statement.Execute(row);
        }
    }

    public void Update<TRow>(RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TRow> rows, string[] properties)
        where TRow : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        Statement statement = Prepared<TRow>(db, string.Join(',', properties), entity => PrepareUpdate(entity, properties));
        foreach (TRow row in rows)
        {
            if (statement.Execute(row) != 1)
            {
                throw new DbUpdateConcurrencyException($"A row of {typeof(TRow).Name} that was to be changed does not exist.");
            }
        }
    }

    public void Delete<TRow>(RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TRow> rows)
        where TRow : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        Statement statement = Prepared<TRow>(db, "delete", PrepareDelete);
        foreach (TRow row in rows)
        {
            statement.Execute(row);
        }
    }

    public bool[] AreStored<TRow>(
        RetoDbContext db, DbTransaction transaction, IReadOnlyList<object[]> keys, string[] properties, string? absent)
        where TRow : class
    {
        if (keys.Count == 0)
        {
            return [];
        }

        (Type, string) name = (typeof(TRow), string.Join(',', [.. properties, absent]));
        if (!probes.TryGetValue(name, out Probe? probe))
        {
            probe = PrepareProbe(RowShape.Of<TRow>(db), properties, absent);
            probes.Add(name, probe);
        }

        bool[] stored = new bool[keys.Count];
        for (int index = 0; index < stored.Length; index++)
        {
            stored[index] = probe.Finds(keys[index]);
        }

        return stored;
    }

    /// <summary>The transaction already excludes every other writer, so there is nothing to lock.</summary>
    public IReadOnlyList<TKey> Hold<TRow, TKey>(
        RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TKey> keys, bool skipLocked, int most)
        where TRow : class => [.. keys.Distinct().Take(most)];

    public long[] NextNumbers<TRow>(RetoDbContext db, DbTransaction transaction, string property, int count)
        where TRow : class
    {
        IEntityType entity = RowShape.Of<TRow>(db);
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
#pragma warning disable CA2100 // The text is made of the model's own table and column names.
        command.CommandText = $"SELECT COALESCE(MAX({RowShape.Column(RowShape.Property(entity, property))}), 0) FROM {RowShape.Table(entity)}";
#pragma warning restore CA2100
        long last = (long)(command.ExecuteScalar() ?? 0L);
        long[] numbers = new long[count];
        for (int index = 0; index < count; index++)
        {
            numbers[index] = last + 1 + index;
        }

        return numbers;
    }

    /// <summary>They are counted from the rows themselves.</summary>
    public void ContinueNumbers(RetoDbContext db, DbTransaction transaction)
    {
    }

    public void Dispose()
    {
        foreach (Statement statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
        foreach (Probe probe in probes.Values)
        {
            probe.Dispose();
        }

        probes.Clear();
    }

    private Statement Prepared<TRow>(RetoDbContext db, string columns, Func<IEntityType, Statement> prepare)
    {
        if (!statements.TryGetValue((typeof(TRow), columns), out Statement? statement))
        {
            statement = prepare(RowShape.Of<TRow>(db));
            statements.Add((typeof(TRow), columns), statement);
        }

        return statement;
    }

    private Statement PrepareInsert(IEntityType entity)
    {
        IProperty[] properties = RowShape.InsertedBy(entity);
        string columns = string.Join(", ", properties.Select(RowShape.Column));
        string values = string.Join(", ", properties.Select((_, index) => Parameter(index)));
        return new Statement(connection, $"INSERT INTO {RowShape.Table(entity)} ({columns}) VALUES ({values})", properties);
    }

    private Statement PrepareUpdate(IEntityType entity, string[] names)
    {
        IReadOnlyList<IProperty> key = RowShape.KeyOf(entity);
        IProperty[] changed = [.. names.Select(name => RowShape.Property(entity, name))];
        string set = string.Join(", ", changed.Select((property, index) => $"{RowShape.Column(property)} = {Parameter(index)}"));
        return new Statement(
            connection,
            $"UPDATE {RowShape.Table(entity)} SET {set} WHERE {Where(key, changed.Length)}",
            [.. changed, .. key]);
    }

    private Statement PrepareDelete(IEntityType entity)
    {
        IReadOnlyList<IProperty> key = RowShape.KeyOf(entity);
        return new Statement(connection, $"DELETE FROM {RowShape.Table(entity)} WHERE {Where(key, 0)}", [.. key]);
    }

    private Probe PrepareProbe(IEntityType entity, string[] names, string? absent)
    {
        IProperty[] properties = [.. names.Select(name => RowShape.Property(entity, name))];
        string nothing = absent is null ? string.Empty : $" AND {RowShape.Column(RowShape.Property(entity, absent))} IS NULL";
        return new Probe(connection, $"SELECT 1 FROM {RowShape.Table(entity)} WHERE {Where(properties, 0)}{nothing} LIMIT 1", properties);
    }

    private static string Where(IReadOnlyList<IProperty> key, int first) =>
        string.Join(" AND ", key.Select((property, index) => $"{RowShape.Column(property)} = {Parameter(first + index)}"));

    private static string Parameter(int index) => "?" + (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>A statement with what it takes of a row.</summary>
    private sealed class Statement(SqliteConnection connection, string sql, IProperty[] properties) : IDisposable
    {
        private readonly SqliteStatement statement = new(connection, sql);
        private readonly Func<object, object?>[] read = [.. properties.Select(RowShape.Reader)];

        public int Execute(object row)
        {
            for (int index = 0; index < read.Length; index++)
            {
                statement.Bind(index + 1, read[index](row));
            }

            return statement.Change();
        }

        public void Dispose() => statement.Dispose();
    }

    /// <summary>A statement with the stored forms of the columns that it looks for.</summary>
    private sealed class Probe(SqliteConnection connection, string sql, IProperty[] properties) : IDisposable
    {
        private readonly SqliteStatement statement = new(connection, sql);
        private readonly Func<object, object>[] store = [.. properties.Select(RowShape.Storing)];

        public bool Finds(object[] key)
        {
            for (int index = 0; index < store.Length; index++)
            {
                statement.Bind(index + 1, store[index](key[index]));
            }

            return statement.Run();
        }

        public void Dispose() => statement.Dispose();
    }
}
