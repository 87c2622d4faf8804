using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace RetoRewards.Persistence;

/// <summary>One transaction at the gate: reads through <see cref="Db"/>, writes whole rows by name of their type.</summary>
internal sealed class WriteTransaction : IAsyncDisposable
{
    private readonly SqliteTransaction transaction;
    private readonly RowWriter rows;

    public WriteTransaction(SqliteConnection connection, RowWriter rows, CancellationToken cancellationToken)
    {
        this.rows = rows;
        CancellationToken = cancellationToken;
        // BEGIN IMMEDIATE: the write lock is taken before anything is read, so nothing read can be stale when it is written.
        transaction = connection.BeginTransaction(deferred: false);
        Db = new RetoDbContext(SqliteConnections.OnConnection(connection));
        Db.Database.UseTransaction(transaction);
    }

    /// <summary>For reading inside the transaction. Nothing is tracked.</summary>
    public RetoDbContext Db { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>Inserts the rows with one prepared statement.</summary>
    /// <exception cref="SqliteException">A constraint was broken, or the database failed.</exception>
    public void Insert<TRow>(IReadOnlyCollection<TRow> newRows)
        where TRow : class => rows.Insert(Db, transaction, newRows);

    /// <inheritdoc cref="Insert{TRow}(IReadOnlyCollection{TRow})"/>
    public void InsertOne<TRow>(TRow row)
        where TRow : class => rows.Insert(Db, transaction, [row]);

    /// <summary>Writes the named columns of existing rows, found by primary key.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row does not exist.</exception>
    public void Update<TRow>(IReadOnlyCollection<TRow> changedRows, params string[] properties)
        where TRow : class => rows.Update(Db, transaction, changedRows, properties);

    /// <inheritdoc cref="Update{TRow}(IReadOnlyCollection{TRow}, string[])"/>
    public void UpdateOne<TRow>(TRow row, params string[] properties)
        where TRow : class => rows.Update(Db, transaction, [row], properties);

    /// <summary>Deletes the rows, found by primary key; a row that is gone already is no fault.</summary>
    public void Delete<TRow>(IReadOnlyCollection<TRow> oldRows)
        where TRow : class => rows.Delete(Db, transaction, oldRows);

    public Task CommitAsync() => transaction.CommitAsync(CancellationToken);

    /// <summary>Rolls back what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await transaction.DisposeAsync();
    }
}
