using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace RetoRewards.Bench.Imports;

/// <summary>How fast rows were written by hand.</summary>
/// <param name="PerSecond">Sales a second.</param>
/// <param name="RowsEach">Rows a sale.</param>
/// <param name="Processor">Microseconds of the processor a sale.</param>
internal sealed record RawRate(double PerSecond, double RowsEach, double Processor);

/// <summary>Writes rows by prepared statements of the driver, in commits of as many sales as an import has: the limit that the service is
/// compared with. Durable as the service's commits are; without its foreign keys, which only favours the limit.</summary>
internal static class RawRows
{
    private const int SalesPerCommit = 500;

    /// <summary>The tables that the intake fills.</summary>
    public static readonly IReadOnlyCollection<string> ToldTables = ["participants", "customers", "sales", "sale_lines", "sale_events"];

    /// <summary>One row a sale: its number and the bytes that told of it.</summary>
    public static RawRate OneRowEach(string path, int sales)
    {
        using SqliteConnection connection = Open(path);
        Execute(connection, "CREATE TABLE told (number INTEGER PRIMARY KEY, body BLOB)");
        byte[] body = new byte[200];
        object[][] rows = [.. Enumerable.Range(0, sales).Select(number => new object[] { (long)number, body })];
        return Measure(connection, sales, [new Table("told", 2, rows)]);
    }

    /// <summary>The rows of the first sales, as the service stored them, into a database of the same schema.</summary>
    /// <param name="source">The service's database.</param>
    /// <param name="path">Where to.</param>
    /// <param name="sales">Of how many sales.</param>
    /// <param name="ofSales">How many sales the source holds.</param>
    /// <param name="only">The tables; null for all.</param>
    public static RawRate Copy(string source, string path, int sales, int ofSales, IReadOnlyCollection<string>? only)
    {
        using SqliteConnection from = new($"Data Source={source};Mode=ReadOnly");
        from.Open();
        using SqliteConnection connection = Open(path);
        List<Table> tables = [];
        using (SqliteCommand schema = from.CreateCommand())
        {
            schema.CommandText = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC";
            using SqliteDataReader reader = schema.ExecuteReader();
            while (reader.Read())
            {
                Execute(connection, reader.GetString(2));
                if (reader.GetString(0) == "table" && (only is null || only.Contains(reader.GetString(1))))
                {
                    tables.Add(Read(from, reader.GetString(1), sales, ofSales));
                }
            }
        }

        return Measure(connection, sales, [.. tables.Where(table => table.Rows.Length > 0)]);
    }

    private static Table Read(SqliteConnection from, string name, int sales, int ofSales)
    {
        using SqliteCommand command = from.CreateCommand();
#pragma warning disable CA2100 // The names are those of the schema.
        command.CommandText = $"SELECT COUNT(*) FROM \"{name}\"";
        long count = (long)command.ExecuteScalar()!;
        command.CommandText = $"SELECT * FROM \"{name}\" ORDER BY rowid LIMIT {(count * sales / ofSales).ToString(CultureInfo.InvariantCulture)}";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        List<object[]> rows = [];
        while (reader.Read())
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return new Table(name, reader.FieldCount, [.. rows]);
    }

    private static RawRate Measure(SqliteConnection connection, int sales, Table[] tables)
    {
        SqliteCommand[] commands = [.. tables.Select(table => Prepare(connection, table))];
        int commits = Math.Max(1, sales / SalesPerCommit);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        for (int commit = 0; commit < commits; commit++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            for (int table = 0; table < tables.Length; table++)
            {
                object[][] rows = tables[table].Rows;
                commands[table].Transaction = transaction;
                foreach (object[] row in rows.AsSpan(Range(rows.Length, commit, commits)))
                {
                    for (int column = 0; column < row.Length; column++)
                    {
                        commands[table].Parameters[column].Value = row[column];
                    }

                    commands[table].ExecuteNonQuery();
                }
            }

            transaction.Commit();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        TimeSpan spent = Environment.CpuUsage.TotalTime - processor;
        Array.ForEach(commands, command => command.Dispose());
        return new RawRate(sales / seconds, tables.Sum(table => (double)table.Rows.Length) / sales, spent.TotalMicroseconds / sales);
    }

    private static Range Range(int length, int commit, int commits) =>
        (int)((long)length * commit / commits)..(int)((long)length * (commit + 1) / commits);

    private static SqliteCommand Prepare(SqliteConnection connection, Table table)
    {
        SqliteCommand command = connection.CreateCommand();
        string[] names = [.. Enumerable.Range(0, table.Columns).Select(column => "$p" + column.ToString(CultureInfo.InvariantCulture))];
#pragma warning disable CA2100 // The names are those of the schema.
        command.CommandText = $"INSERT INTO \"{table.Name}\" VALUES ({string.Join(", ", names)})";
#pragma warning restore CA2100
        Array.ForEach(names, name => command.Parameters.Add(new SqliteParameter { ParameterName = name }));
        return command;
    }

    private static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA foreign_keys = OFF;");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants, and the schema's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed record Table(string Name, int Columns, object[][] Rows);
}
