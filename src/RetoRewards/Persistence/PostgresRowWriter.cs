using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace RetoRewards.Persistence;

/// <summary>Writes rows to PostgreSQL by statements that are derived from the model: many by COPY, few and changes by arrays.</summary>
/// <remarks>
/// COPY stores twice the rows a second that any insert does, and pays two round trips, so that it begins to gain at about
/// <see cref="CopyFrom"/> rows. A change or removal of any number of rows is one prepared statement over arrays of columns.
/// </remarks>
internal sealed class PostgresRowWriter(NpgsqlConnection connection) : IRowWriter
{
    /// <summary>The number of rows from which COPY is used.</summary>
    public const int CopyFrom = 16;

    private readonly Dictionary<(Type Row, string Columns), Statement> statements = [];
    private readonly Dictionary<Type, (string Sql, StoredColumn[] Columns)> copies = [];

    public void Insert<TRow>(RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TRow> rows)
        where TRow : class
    {
        if (rows.Count >= CopyFrom)
        {
            Copy(db, rows);
        }
        else if (rows.Count > 0)
        {
            Prepared<TRow>(db, "insert", InsertText).Execute(transaction, rows);
        }
    }

    public void Update<TRow>(RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TRow> rows, string[] properties)
        where TRow : class
    {
        if (rows.Count > 0
            && Prepared<TRow>(db, string.Join(',', properties), entity => UpdateText(entity, properties)).Execute(transaction, rows) != rows.Count)
        {
            throw new DbUpdateConcurrencyException($"A row of {typeof(TRow).Name} that was to be changed does not exist.");
        }
    }

    public void Delete<TRow>(RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TRow> rows)
        where TRow : class
    {
        if (rows.Count > 0)
        {
            Prepared<TRow>(db, "delete", DeleteText).Execute(transaction, rows);
        }
    }

    public bool[] AreStored<TRow>(
        RetoDbContext db, DbTransaction transaction, IReadOnlyList<object[]> keys, string[] properties, string? absent)
        where TRow : class
    {
        bool[] stored = new bool[keys.Count];
        if (keys.Count > 0)
        {
            string name = string.Join(',', ["stored", .. properties, absent]);
            foreach (int index in Prepared<TRow>(db, name, entity => ProbeText(entity, properties, absent)).Find(transaction, keys))
            {
                stored[index] = true;
            }
        }

        return stored;
    }

    public IReadOnlyList<TKey> Hold<TRow, TKey>(
        RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TKey> keys, bool skipLocked, int most)
        where TRow : class
    {
        IEntityType entity = RowShape.Of<TRow>(db);
        StoredColumn key = new(RowShape.KeyOf(entity).Single());
        TKey[] asked = [.. keys.Distinct()];
        using NpgsqlCommand command = connection.CreateCommand();
        command.Transaction = (NpgsqlTransaction)transaction;
        // NO KEY: others may go on inserting rows that refer to these. One order for all, so that two never wait for each other.
#pragma warning disable CA2100 // The text is made of the model's own table and column names; values are parameters.
        command.CommandText =
            $"SELECT {key.Name} FROM {RowShape.Table(entity)} WHERE {key.Name} = ANY ($1) ORDER BY {key.Name} LIMIT $2 "
            + (skipLocked ? "FOR NO KEY UPDATE SKIP LOCKED" : "FOR NO KEY UPDATE");
#pragma warning restore CA2100
        command.Parameters.Add(key.Array(asked.Cast<object>(), asked.Length));
        command.Parameters.Add(new NpgsqlParameter { Value = (long)most });
        List<object> held = [];
        using (NpgsqlDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                held.Add(reader.GetValue(0));
            }
        }

        return [.. asked.Where(one => held.Contains(key.Stored(one!)!))];
    }

    public long[] NextNumbers<TRow>(RetoDbContext db, DbTransaction transaction, string property, int count)
        where TRow : class
    {
        if (count == 0)
        {
            return [];
        }

        IProperty column = RowShape.Property(RowShape.Of<TRow>(db), property);
        using NpgsqlCommand command = connection.CreateCommand();
        command.Transaction = (NpgsqlTransaction)transaction;
        command.CommandText = "SELECT nextval($1::regclass) FROM generate_series(1, $2)";
        command.Parameters.Add(new NpgsqlParameter { Value = RowShape.Sequence(column) });
        command.Parameters.Add(new NpgsqlParameter { Value = count });
        List<long> numbers = new(count);
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            numbers.Add(reader.GetInt64(0));
        }

        return [.. numbers];
    }

    public void ContinueNumbers(RetoDbContext db, DbTransaction transaction)
    {
        foreach (IProperty property in db.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(RowShape.IsNumbered))
        {
            using NpgsqlCommand command = connection.CreateCommand();
            command.Transaction = (NpgsqlTransaction)transaction;
#pragma warning disable CA2100 // The text is made of the model's own table and column names; the value is a parameter.
            command.CommandText =
                $"SELECT setval($1::regclass, (SELECT COALESCE(MAX({RowShape.Column(property)}), 0) + 1 FROM {RowShape.Table((IEntityType)property.DeclaringType)}), false)";
#pragma warning restore CA2100
            command.Parameters.Add(new NpgsqlParameter { Value = RowShape.Sequence(property) });
            command.ExecuteNonQuery();
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

    private void Copy<TRow>(RetoDbContext db, IReadOnlyCollection<TRow> rows)
        where TRow : class
    {
        if (!copies.TryGetValue(typeof(TRow), out (string Sql, StoredColumn[] Columns) copy))
        {
            IEntityType entity = RowShape.Of<TRow>(db);
            StoredColumn[] columns = [.. RowShape.InsertedBy(entity).Select(property => new StoredColumn(property))];
            copy = ($"COPY {RowShape.Table(entity)} ({Names(columns)}) FROM STDIN (FORMAT BINARY)", columns);
            copies.Add(typeof(TRow), copy);
        }

        using NpgsqlBinaryImporter importer = connection.BeginBinaryImport(copy.Sql);
        foreach (TRow row in rows)
        {
            importer.StartRow();
            foreach (StoredColumn column in copy.Columns)
            {
                column.Write(importer, row);
            }
        }

        importer.Complete();
    }

    private Statement Prepared<TRow>(RetoDbContext db, string columns, Func<IEntityType, (string Sql, StoredColumn[] Columns)> text)
    {
        if (!statements.TryGetValue((typeof(TRow), columns), out Statement? statement))
        {
            (string sql, StoredColumn[] of) = text(RowShape.Of<TRow>(db));
            statement = new Statement(connection, sql, of);
            statements.Add((typeof(TRow), columns), statement);
        }

        return statement;
    }

    private static (string Sql, StoredColumn[] Columns) InsertText(IEntityType entity)
    {
        StoredColumn[] columns = [.. RowShape.InsertedBy(entity).Select(property => new StoredColumn(property))];
        return ($"INSERT INTO {RowShape.Table(entity)} ({Names(columns)}) SELECT * FROM {Arrays(columns)}", columns);
    }

    private static (string Sql, StoredColumn[] Columns) UpdateText(IEntityType entity, string[] names)
    {
        StoredColumn[] changed = [.. names.Select(name => new StoredColumn(RowShape.Property(entity, name)))];
        StoredColumn[] key = [.. RowShape.KeyOf(entity).Select(property => new StoredColumn(property))];
        StoredColumn[] columns = [.. changed, .. key];
        string set = string.Join(", ", changed.Select(column => $"{column.Name} = given.{column.Name}"));
        return (
            $"UPDATE {RowShape.Table(entity)} AS stored SET {set} FROM {Arrays(columns)} AS given ({Names(columns)}) WHERE {Same(key)}",
            columns);
    }

    private static (string Sql, StoredColumn[] Columns) DeleteText(IEntityType entity)
    {
        StoredColumn[] key = [.. RowShape.KeyOf(entity).Select(property => new StoredColumn(property))];
        return ($"DELETE FROM {RowShape.Table(entity)} AS stored USING {Arrays(key)} AS given ({Names(key)}) WHERE {Same(key)}", key);
    }

    /// <summary>The places of the keys that a row has; each key is looked up in the index by itself.</summary>
    private static (string Sql, StoredColumn[] Columns) ProbeText(IEntityType entity, string[] names, string? absent)
    {
        StoredColumn[] key = [.. names.Select(name => new StoredColumn(RowShape.Property(entity, name)))];
        string nothing = absent is null ? string.Empty : $" AND stored.{RowShape.Column(RowShape.Property(entity, absent))} IS NULL";
        return (
            $"SELECT given.place FROM {Arrays(key)} WITH ORDINALITY AS given ({Names(key)}, place) "
            + $"WHERE EXISTS (SELECT 1 FROM {RowShape.Table(entity)} AS stored WHERE {Same(key)}{nothing})",
            key);
    }

    private static string Names(StoredColumn[] columns) => string.Join(", ", columns.Select(column => column.Name));

    private static string Same(StoredColumn[] key) => string.Join(" AND ", key.Select(column => $"stored.{column.Name} = given.{column.Name}"));

    private static string Arrays(StoredColumn[] columns) =>
        $"unnest({string.Join(", ", columns.Select((column, index) => string.Create(CultureInfo.InvariantCulture, $"${index + 1}::{column.SqlType}[]")))})";

    /// <summary>A statement over one array a column, prepared once a connection.</summary>
    private sealed class Statement : IDisposable
    {
        private readonly NpgsqlCommand command;
        private readonly StoredColumn[] columns;

        public Statement(NpgsqlConnection connection, string sql, StoredColumn[] columns)
        {
            this.columns = columns;
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is made of the model's own table and column names; values are parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
        }

        public int Execute<TRow>(DbTransaction transaction, IReadOnlyCollection<TRow> rows)
            where TRow : class
        {
            command.Transaction = (NpgsqlTransaction)transaction;
            command.Parameters.Clear();
            foreach (StoredColumn column in columns)
            {
                command.Parameters.Add(column.ArrayOfRows(rows));
            }

            return command.ExecuteNonQuery();
        }

        /// <summary>The places, from 0, that the statement gives for the keys.</summary>
        public List<int> Find(DbTransaction transaction, IReadOnlyList<object[]> keys)
        {
            command.Transaction = (NpgsqlTransaction)transaction;
            command.Parameters.Clear();
            for (int column = 0; column < columns.Length; column++)
            {
                int of = column;
                command.Parameters.Add(columns[of].Array(keys.Select(key => key[of]), keys.Count));
            }

            List<int> places = [];
            using NpgsqlDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                places.Add((int)reader.GetInt64(0) - 1);
            }

            return places;
        }

        public void Dispose() => command.Dispose();
    }
}
