using Microsoft.Data.Sqlite;
using Npgsql;

namespace RetoRewards.Persistence;

/// <summary>A commit contradicts what is stored: a unique key or a reference is broken. Nothing was written.</summary>
internal sealed class DatabaseConflictException(Exception cause)
    : Exception("It contradicts what is already stored.", cause);

/// <summary>The database could not do it now: busy, full, read-only, unreachable. The same may succeed later.</summary>
/// <remarks>When the connection broke during the commit it may have succeeded already: look it up by its key.</remarks>
internal sealed class DatabaseFaultException(Exception cause)
    : Exception($"The database could not do it now: {cause.Message}", cause);

/// <summary>Tells the errors of both databases apart, so that nobody else needs to know them.</summary>
internal static class DatabaseErrors
{
    private const int SqliteConstraint = 19;

    // Busy, locked, out of memory, read-only, input/output error, corrupt, disk full, cannot open, not a database.
    private static readonly int[] SqliteFaults = [5, 6, 7, 8, 10, 11, 13, 14, 26];

    // Connection, insufficient resources, operator intervention, system error, rollback, lock not available, idle too long, read-only.
    private static readonly string[] PostgresFaults = ["08", "53", "57", "58", "40", "55P03", "25P03", "25006", "XX"];

    private const string PostgresConstraint = "23";

    public static bool IsConflict(Exception exception) => Chain(exception).Any(one => one is DatabaseConflictException
        or SqliteException { SqliteErrorCode: SqliteConstraint }
        || (one is PostgresException postgres && postgres.SqlState.StartsWith(PostgresConstraint, StringComparison.Ordinal)));

    public static bool IsFault(Exception exception) => Chain(exception).Any(one => one switch
    {
        DatabaseFaultException => true,
        SqliteException sqlite => SqliteFaults.Contains(sqlite.SqliteErrorCode),
        PostgresException postgres => PostgresFaults.Any(code => postgres.SqlState.StartsWith(code, StringComparison.Ordinal)),
        // Without an answer of the server: it could not be reached, or the connection broke.
        NpgsqlException => true,
        _ => false,
    });

    /// <summary>The exception as rooms may catch it; one that is no database's passes as it is.</summary>
    public static Exception Translate(Exception exception) => exception switch
    {
        DatabaseConflictException or DatabaseFaultException => exception,
        _ when IsConflict(exception) => new DatabaseConflictException(exception),
        _ when IsFault(exception) => new DatabaseFaultException(exception),
        _ => exception,
    };

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (Exception? one = exception; one is not null; one = one.InnerException)
        {
            yield return one;
        }
    }
}
