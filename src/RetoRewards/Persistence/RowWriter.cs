using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RetoRewards.Persistence;

/// <summary>Writes rows by prepared statements that are derived from the model: the mapping is EF Core's, the writing is not.</summary>
/// <remarks>
/// SaveChanges reaches an eighth of what SQLite can write; a statement prepared once a connection reaches nearly all of it.
/// </remarks>
internal sealed class RowWriter(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<(Type Row, string Columns), Statement> statements = [];

    public void Insert<TRow>(RetoDbContext db, SqliteTransaction transaction, IReadOnlyCollection<TRow> rows)
        where TRow : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        Statement statement = Prepared(db, typeof(TRow), "insert", PrepareInsert);
        foreach (TRow row in rows)
        {
            statement.Execute(transaction, row);
        }
    }

    public void Update<TRow>(RetoDbContext db, SqliteTransaction transaction, IReadOnlyCollection<TRow> rows, string[] properties)
        where TRow : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        Statement statement = Prepared(
            db, typeof(TRow), string.Join(',', properties), entity => PrepareUpdate(entity, properties));
        foreach (TRow row in rows)
        {
            if (statement.Execute(transaction, row) != 1)
            {
                throw new DbUpdateConcurrencyException($"A row of {typeof(TRow).Name} that was to be changed does not exist.");
            }
        }
    }

    public void Delete<TRow>(RetoDbContext db, SqliteTransaction transaction, IReadOnlyCollection<TRow> rows)
        where TRow : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        Statement statement = Prepared(db, typeof(TRow), "delete", PrepareDelete);
        foreach (TRow row in rows)
        {
            statement.Execute(transaction, row);
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
    }

    private Statement Prepared(RetoDbContext db, Type row, string columns, Func<IEntityType, Statement> prepare)
    {
        if (!statements.TryGetValue((row, columns), out Statement? statement))
        {
            IEntityType entity = db.Model.FindEntityType(row)
                ?? throw new InvalidOperationException($"{row.Name} is not a row of the model.");
            statement = prepare(entity);
            statements.Add((row, columns), statement);
        }

        return statement;
    }

    private Statement PrepareInsert(IEntityType entity)
    {
        // A key that the database numbers is left out.
        IProperty[] properties = [.. entity.GetProperties().Where(property => property.ValueGenerated != ValueGenerated.OnAdd)];
        string columns = string.Join(", ", properties.Select(Column));
        string values = string.Join(", ", properties.Select((_, index) => Parameter(index)));
        return new Statement(connection, $"INSERT INTO \"{entity.GetTableName()}\" ({columns}) VALUES ({values})", properties);
    }

    private Statement PrepareUpdate(IEntityType entity, string[] names)
    {
        IReadOnlyList<IProperty> key = entity.FindPrimaryKey()?.Properties
            ?? throw new InvalidOperationException($"{entity.Name} has no primary key.");
        IProperty[] changed = [.. names.Select(name => entity.FindProperty(name)
            ?? throw new InvalidOperationException($"{entity.Name} has no property {name}."))];
        string set = string.Join(", ", changed.Select((property, index) => $"{Column(property)} = {Parameter(index)}"));
        string where = string.Join(
            " AND ", key.Select((property, index) => $"{Column(property)} = {Parameter(changed.Length + index)}"));
        return new Statement(
            connection, $"UPDATE \"{entity.GetTableName()}\" SET {set} WHERE {where}", [.. changed, .. key]);
    }

    private Statement PrepareDelete(IEntityType entity)
    {
        IReadOnlyList<IProperty> key = entity.FindPrimaryKey()?.Properties
            ?? throw new InvalidOperationException($"{entity.Name} has no primary key.");
        string where = string.Join(" AND ", key.Select((property, index) => $"{Column(property)} = {Parameter(index)}"));
        return new Statement(connection, $"DELETE FROM \"{entity.GetTableName()}\" WHERE {where}", [.. key]);
    }

    private static string Column(IProperty property) => $"\"{property.GetColumnName()}\"";

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

            read = [.. properties.Select(Reader)];
        }

        public int Execute(SqliteTransaction transaction, object row)
        {
            command.Transaction = transaction;
            for (int index = 0; index < read.Length; index++)
            {
                command.Parameters[index].Value = read[index](row) ?? DBNull.Value;
            }

            return command.ExecuteNonQuery();
        }

        public void Dispose() => command.Dispose();

        private static Func<object, object?> Reader(IProperty property)
        {
            IClrPropertyGetter getter = property.GetGetter();
            Func<object?, object?>? convert = property.GetTypeMapping().Converter?.ConvertToProvider;
            return convert is null ? getter.GetClrValue : row => getter.GetClrValue(row) is { } value ? convert(value) : null;
        }
    }
}
