using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RetoRewards.Persistence;

/// <summary>Writes rows by prepared statements that are derived from the model: the mapping is EF Core's, the writing is not.</summary>
/// <remarks>
/// SaveChanges reaches an eighth of what SQLite can write; a statement prepared once a connection reaches nearly all of it.
/// </remarks>
internal sealed class SqliteRowWriter(SqliteConnection connection) : IRowWriter
{
    private readonly Dictionary<(Type Row, string Columns), Statement> statements = [];

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
            statement.Execute(transaction, row);
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
            if (statement.Execute(transaction, row) != 1)
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
            statement.Execute(transaction, row);
        }
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

    private static string Where(IReadOnlyList<IProperty> key, int first) =>
        string.Join(" AND ", key.Select((property, index) => $"{RowShape.Column(property)} = {Parameter(first + index)}"));

    private static string Parameter(int index) => "$p" + index.ToString(CultureInfo.InvariantCulture);

    private sealed class Statement : IDisposable
    {
        private readonly SqliteCommand command;
        private readonly Func<object, object?>[] read;

        public Statement(SqliteConnection connection, string sql, IProperty[] properties)
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is made of the model's own table and column names; values are parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (int index = 0; index < properties.Length; index++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = Parameter(index) });
            }

            read = [.. properties.Select(RowShape.Reader)];
        }

        public int Execute(DbTransaction transaction, object row)
        {
            command.Transaction = (SqliteTransaction)transaction;
            for (int index = 0; index < read.Length; index++)
            {
                command.Parameters[index].Value = read[index](row) ?? DBNull.Value;
            }

            return command.ExecuteNonQuery();
        }

        public void Dispose() => command.Dispose();
    }
}
