using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Persistence;

/// <summary>A database of which a test changes one thing.</summary>
internal abstract class DatabaseUnderTest(IDatabase inner) : IDatabase
{
    public string ScriptSuffix => inner.ScriptSuffix;

    public bool IsShared => inner.IsShared;

    public void Configure(DbContextOptionsBuilder builder) => inner.Configure(builder);

    public virtual Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public DbContextOptions<RetoDbContext> OptionsOn(DbConnection connection) => inner.OptionsOn(connection);

    public IRowWriter RowsOn(DbConnection connection) => inner.RowsOn(connection);

    public virtual Task<DbTransaction> BeginAsync(DbConnection connection, WriteAccess access, CancellationToken cancellationToken) =>
        inner.BeginAsync(connection, access, cancellationToken);

    public virtual Task CommitAsync(DbTransaction transaction) => inner.CommitAsync(transaction);

    public Task LockFilesAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        inner.LockFilesAsync(transaction, cancellationToken);

    public Task LockSchemaAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        inner.LockSchemaAsync(transaction, cancellationToken);
}
