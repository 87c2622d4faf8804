using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace RetoRewards.Persistence;

/// <summary>One transaction at the gate: reads through <see cref="Db"/>, writes whole rows by name of their type.</summary>
internal sealed class WriteTransaction : IAsyncDisposable
{
    private readonly IDatabase database;
    private readonly DbTransaction transaction;
    private readonly IRowWriter rows;
    private readonly List<object> keptOutside = [];

    public WriteTransaction(
        IDatabase database, WriteAccess access, DbTransaction transaction, RetoDbContext db, IRowWriter rows, CancellationToken cancellationToken)
    {
        this.database = database;
        IsAlone = access == WriteAccess.Alone || !database.IsShared;
        this.transaction = transaction;
        this.rows = rows;
        CancellationToken = cancellationToken;
        Db = db;
        Db.Database.UseTransaction(transaction);
    }

    /// <summary>For reading inside the transaction. Nothing is tracked.</summary>
    public RetoDbContext Db { get; }

    /// <summary>True when nobody else writes meanwhile, so that nothing needs to be held.</summary>
    public bool IsAlone { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>True once a row was written: others may find work in it.</summary>
    public bool HasWritten { get; private set; }

    /// <summary>Inserts the rows.</summary>
    /// <exception cref="DatabaseConflictException">A constraint was broken; thrown at the gate.</exception>
    public void Insert<TRow>(IReadOnlyCollection<TRow> newRows)
        where TRow : class
    {
        HasWritten |= newRows.Count > 0;
        Keep(newRows);
        rows.Insert(Db, transaction, newRows);
    }

    /// <inheritdoc cref="Insert{TRow}(IReadOnlyCollection{TRow})"/>
    public void InsertOne<TRow>(TRow row)
        where TRow : class => Insert([row]);

    /// <summary>Writes the named columns of existing rows, found by primary key; no row twice.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row does not exist.</exception>
    public void Update<TRow>(IReadOnlyCollection<TRow> changedRows, params string[] properties)
        where TRow : class
    {
        HasWritten |= changedRows.Count > 0;
        Keep(changedRows);
        rows.Update(Db, transaction, changedRows, properties);
    }

    /// <inheritdoc cref="Update{TRow}(IReadOnlyCollection{TRow}, string[])"/>
    public void UpdateOne<TRow>(TRow row, params string[] properties)
        where TRow : class => Update([row], properties);

    /// <summary>Deletes the rows, found by primary key; a row that is gone already is no fault.</summary>
    public void Delete<TRow>(IReadOnlyCollection<TRow> oldRows)
        where TRow : class
    {
        HasWritten |= oldRows.Count > 0;
        rows.Delete(Db, transaction, oldRows);
    }

    /// <summary>
    /// Which of the keys are stored, by a look-up in an index that is prepared once a connection: where mostly nothing is found, a query
    /// costs many times as much.
    /// </summary>
    /// <param name="keys">Values of the named columns, none of them null.</param>
    /// <param name="properties">The columns, those of an index.</param>
    /// <param name="absent">A column that is to be null in the rows that count; null when all count.</param>
    /// <returns>An answer for each key, in their order.</returns>
    public bool[] AreStored<TRow>(IReadOnlyList<object[]> keys, string[] properties, string? absent)
        where TRow : class => rows.AreStored<TRow>(Db, transaction, keys, properties, absent);

    /// <summary>
    /// Holds the rows with these keys until the end of the transaction, waiting for others that hold them. What is read
    /// afterwards cannot change meanwhile, as far as every writer of it holds the same row first.
    /// </summary>
    public void Hold<TRow, TKey>(IReadOnlyCollection<TKey> keys)
        where TRow : class => rows.Hold<TRow, TKey>(Db, transaction, keys, skipLocked: false, keys.Count);

    /// <summary>Holds up to so many of the rows with these keys, passing over those that others hold.</summary>
    /// <returns>The keys of the rows held.</returns>
    public IReadOnlyList<TKey> Claim<TRow, TKey>(IReadOnlyCollection<TKey> keys, int most)
        where TRow : class => rows.Hold<TRow, TKey>(Db, transaction, keys, skipLocked: true, most);

    /// <summary>
    /// The next numbers of a column that numbers its rows (<see cref="RowShape.IsNumbered{T}"/>): rising, never given twice;
    /// a transaction that is rolled back may leave a gap.
    /// </summary>
    public long[] NextNumbers<TRow>(string property, int count)
        where TRow : class => rows.NextNumbers<TRow>(Db, transaction, property, count);

    /// <summary>Lets the numbers go on behind the highest that is stored, after rows were copied with theirs.</summary>
    public void ContinueNumbers() => rows.ContinueNumbers(Db, transaction);

    /// <summary>Rows written here that are to be in the roster file before they are committed.</summary>
    public IReadOnlyList<object> KeptOutside => keptOutside;

    /// <summary>Lets no other process write to the files beside the database until this transaction ends. The last thing before the commit.</summary>
    public Task LockFilesAsync() => database.LockFilesAsync(transaction, CancellationToken);

    public Task CommitAsync() => database.CommitAsync(transaction);

    private void Keep<TRow>(IReadOnlyCollection<TRow> written)
        where TRow : class
    {
        if (typeof(IKeptOutside).IsAssignableFrom(typeof(TRow)))
        {
            keptOutside.AddRange(written.Where(row => ((IKeptOutside)row).IsKept));
        }
    }

    /// <summary>Rolls back what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await transaction.DisposeAsync();
    }
}
