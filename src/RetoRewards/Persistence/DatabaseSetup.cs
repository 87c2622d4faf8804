using Microsoft.EntityFrameworkCore;

namespace RetoRewards.Persistence;

/// <summary>Brings the database to the schema of this version before anything else runs.</summary>
internal sealed class DatabaseSetup(SqliteConnections connections)
{
    /// <exception cref="InvalidOperationException">The database was written by a newer version of the service.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using Microsoft.Data.Sqlite.SqliteConnection connection = await connections.OpenForWritingAsync(cancellationToken);
        await using RetoDbContext db = new(SqliteConnections.OnConnection(connection));
        string[] known = [.. db.Database.GetMigrations()];
        string[] newer = [.. (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Except(known)];
        if (newer.Length > 0)
        {
            throw new InvalidOperationException(
                $"The database has the schema of a newer version ({string.Join(", ", newer)}). Start that version, or restore an older backup.");
        }

        await db.Database.MigrateAsync(cancellationToken);
    }
}
