using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RetoRewards.Persistence;

/// <summary>A statement prepared once on a connection and run by SQLite's own calls, beneath the driver.</summary>
/// <remarks>
/// The driver finds each parameter by its name and makes a reader for each execution, which costs more than SQLite's own work of
/// inserting a row. Parameters here are numbered. It runs inside whatever transaction the connection has begun.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    /// <summary>Longest text, in bytes, that is encoded on the stack.</summary>
    private const int MaxOnStack = 512;

    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    /// <exception cref="SqliteException">The text is no statement of this schema.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out statement), database);
    }

    /// <summary>Binds a value in its stored form; the first parameter is number 1.</summary>
    public void Bind(int number, object? value)
    {
        int result = value switch
        {
            null => raw.sqlite3_bind_null(statement, number),
            string text => BindText(number, text),
            byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(statement, number, 0),
            byte[] bytes => raw.sqlite3_bind_blob(statement, number, bytes),
            long whole => raw.sqlite3_bind_int64(statement, number, whole),
            int whole => raw.sqlite3_bind_int64(statement, number, whole),
            short whole => raw.sqlite3_bind_int64(statement, number, whole),
            double real => raw.sqlite3_bind_double(statement, number, real),
            _ => throw new InvalidOperationException($"{value.GetType().Name} has no stored form on SQLite."),
        };
        SqliteException.ThrowExceptionForRC(result, database);
    }

    /// <summary>Runs it with the values that were bound.</summary>
    /// <returns>True when it gave a row.</returns>
    /// <exception cref="SqliteException">A constraint was broken, or the database failed.</exception>
    public bool Run()
    {
        int result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            try
            {
                SqliteException.ThrowExceptionForRC(result, database);
            }
            finally
            {
                raw.sqlite3_reset(statement);
            }
        }

        raw.sqlite3_reset(statement);
        return result == raw.SQLITE_ROW;
    }

    /// <summary>Runs a change with the values that were bound.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="SqliteException">A constraint was broken, or the database failed.</exception>
    public int Change()
    {
        Run();
        return raw.sqlite3_changes(database);
    }

    public void Dispose() => statement.Dispose();

    private int BindText(int number, string text)
    {
        // Without bytes there is no address, and SQLite takes that for NULL.
        if (text.Length == 0)
        {
            return raw.sqlite3_bind_text(statement, number, text);
        }

        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[most];
        return raw.sqlite3_bind_text(statement, number, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }
}
