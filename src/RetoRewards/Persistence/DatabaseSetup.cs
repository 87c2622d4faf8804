using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Observability;
using RetoRewards.Persistence.Migrations;

namespace RetoRewards.Persistence;

/// <summary>Brings the database to the schema of this version before anything else runs.</summary>
/// <remarks>
/// All missing steps and their marks are one transaction behind a lock, so that a process that dies in the middle leaves the
/// old schema, and of two that start together one does it and the other finds it done. EF Core's own runner keeps its lock in
/// a row on SQLite, which a killed process leaves behind for ever.
/// </remarks>
internal sealed class DatabaseSetup(IDatabase database)
{
    private const string History = "\"__EFMigrationsHistory\"";

    /// <exception cref="InvalidOperationException">The database was written by a newer version of the service.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenAsync(cancellationToken);
        await using DbTransaction transaction = await database.BeginAsync(connection, WriteAccess.Alone, cancellationToken);
        await database.LockSchemaAsync(transaction, cancellationToken);
        await ExecuteAsync(
            transaction,
            $"CREATE TABLE IF NOT EXISTS {History} (\"MigrationId\" TEXT NOT NULL PRIMARY KEY, \"ProductVersion\" TEXT NOT NULL)",
            cancellationToken);
        IReadOnlyList<string> known = SchemaScript.Names(database.ScriptSuffix);
        List<string> applied = await AppliedAsync(transaction, cancellationToken);
        string[] newer = [.. applied.Except(known)];
        if (newer.Length > 0)
        {
            throw new InvalidOperationException(
                $"The database has the schema of a newer version ({string.Join(", ", newer)}). Start that version, or restore an older backup.");
        }

        foreach (string step in known.Except(applied))
        {
            await ExecuteAsync(transaction, SchemaScript.Read(step, database.ScriptSuffix), cancellationToken);
            Failpoint.Pass("migrate-before-mark");
            await ExecuteAsync(transaction, $"INSERT INTO {History} VALUES ('{step}', '1')", cancellationToken);
        }

        Failpoint.Pass("migrate-before-commit");
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task ExecuteAsync(DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Scripts of this assembly and constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<string>> AppliedAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT \"MigrationId\" FROM {History} ORDER BY 1";
        List<string> applied = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0));
        }

        return applied;
    }
}
