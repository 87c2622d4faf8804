using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace RetoRewards.Persistence;

/// <summary>A connection that writes, with what is prepared on it.</summary>
internal sealed class WriterConnection : IAsyncDisposable
{
    private readonly IDatabase database;
    private readonly DbConnection connection;
    private readonly IRowWriter rows;
    private readonly DbContextOptions<RetoDbContext> options;

    private WriterConnection(IDatabase database, DbConnection connection)
    {
        this.database = database;
        this.connection = connection;
        rows = database.RowsOn(connection);
        options = database.OptionsOn(connection);
    }

    public static async Task<WriterConnection> OpenAsync(IDatabase database, CancellationToken cancellationToken) =>
        new(database, await database.OpenAsync(cancellationToken));

    public async Task<WriteTransaction> BeginAsync(WriteAccess access, CancellationToken cancellationToken)
    {
        DbTransaction transaction = await database.BeginAsync(connection, access, cancellationToken);
        return new WriteTransaction(database, access, transaction, new RetoDbContext(options), rows, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        rows.Dispose();
        await connection.DisposeAsync();
    }
}
