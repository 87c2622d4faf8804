using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace RetoRewards.Persistence;

/// <summary>The database beneath: SQLite or PostgreSQL. Everything that differs between the two is behind this and <see cref="IRowWriter"/>.</summary>
internal interface IDatabase
{
    /// <summary>The suffix of this database's schema scripts; empty for SQLite.</summary>
    string ScriptSuffix { get; }

    /// <summary>True when several processes may serve from one database.</summary>
    bool IsShared { get; }

    /// <summary>Options of a context for reading: a connection of its own from the pool, nothing tracked.</summary>
    void Configure(DbContextOptionsBuilder builder);

    /// <summary>Opens a connection that writes.</summary>
    Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Options of a context on a connection that writes.</summary>
    DbContextOptions<RetoDbContext> OptionsOn(DbConnection connection);

    /// <summary>The writer of rows on a connection.</summary>
    IRowWriter RowsOn(DbConnection connection);

    /// <summary>Begins a transaction whose reads cannot be stale when it writes: alone, or beside others that hold other rows.</summary>
    Task<DbTransaction> BeginAsync(DbConnection connection, WriteAccess access, CancellationToken cancellationToken);

    /// <summary>Commits. It is not cancelled once begun: a cancelled commit would leave its outcome unknown.</summary>
    Task CommitAsync(DbTransaction transaction);

    /// <summary>Lets one process at a time write to the files beside the database: taken last in a transaction and given up with it.</summary>
    Task LockFilesAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Lets one process at a time change the schema: taken inside a transaction and given up with it.</summary>
    Task LockSchemaAsync(DbTransaction transaction, CancellationToken cancellationToken);
}

/// <summary>Beside whom a piece of writing work may run. On SQLite there is no difference: one writer at a time.</summary>
internal enum WriteAccess
{
    /// <summary>No other transaction writes meanwhile, in any process. What is not thought through is safe by it.</summary>
    Alone,

    /// <summary>
    /// Others that are also <see cref="Beside"/> write meanwhile. The work first holds the rows that stand for what it
    /// decides about (<see cref="WriteTransaction.Hold{TRow, TKey}"/>, <see cref="WriteTransaction.Claim{TRow, TKey}"/>).
    /// </summary>
    Beside,
}

/// <summary>Writes whole rows by statements that are derived from the model.</summary>
internal interface IRowWriter : IDisposable
{
    void Insert<TRow>(RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TRow> rows)
        where TRow : class;

    /// <exception cref="DbUpdateConcurrencyException">A row does not exist.</exception>
    void Update<TRow>(RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TRow> rows, string[] properties)
        where TRow : class;

    void Delete<TRow>(RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TRow> rows)
        where TRow : class;

    /// <summary>Which of the keys a row has in the named columns, of rows whose column <paramref name="absent"/> is null where one is named.</summary>
    bool[] AreStored<TRow>(
        RetoDbContext db, DbTransaction transaction, IReadOnlyList<object[]> keys, string[] properties, string? absent)
        where TRow : class;

    /// <summary>Locks the rows with these keys against others that lock them, in an order that all share.</summary>
    /// <returns>The keys held: all that exist, or, when <paramref name="skipLocked"/>, those that nobody else holds.</returns>
    IReadOnlyList<TKey> Hold<TRow, TKey>(
        RetoDbContext db, DbTransaction transaction, IReadOnlyCollection<TKey> keys, bool skipLocked, int most)
        where TRow : class;

    /// <summary>The next numbers of a column that numbers its rows, rising.</summary>
    long[] NextNumbers<TRow>(RetoDbContext db, DbTransaction transaction, string property, int count)
        where TRow : class;

    /// <summary>Lets the numbers of all columns go on behind the highest that is stored, after rows were copied with theirs.</summary>
    void ContinueNumbers(RetoDbContext db, DbTransaction transaction);
}
