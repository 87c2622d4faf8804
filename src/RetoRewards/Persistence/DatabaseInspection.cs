using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence.Migrations;

namespace RetoRewards.Persistence;

/// <summary>Looks at the database without changing it: does it open, is its schema this version's, does it hold together.</summary>
internal sealed class DatabaseInspection(IDatabase database, IDbContextFactory<RetoDbContext> contexts)
{
    private const int MaxFaults = 20;

    /// <summary>Whether there is a database at all; asking does not make one.</summary>
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.CanConnectAsync(cancellationToken);
    }

    /// <summary>Schema scripts that this version has and the database has not; the newest first script means an empty database.</summary>
    public async Task<IReadOnlyList<string>> PendingMigrationsAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. SchemaScript.Names(database.ScriptSuffix).Except(await db.Database.GetAppliedMigrationsAsync(cancellationToken), StringComparer.Ordinal)];
    }

    /// <summary>Schema scripts that the database has and this version has not: a newer version wrote it.</summary>
    public async Task<IReadOnlyList<string>> NewerMigrationsAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        IEnumerable<string> applied = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
        return [.. applied.Except(SchemaScript.Names(database.ScriptSuffix), StringComparer.Ordinal)];
    }

    /// <summary>What is wrong with the file or its settings; empty when nothing is. Reads the whole file on SQLite.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!db.Database.IsSqlite())
        {
            return [];
        }

        List<string> faults = [];
        IReadOnlyList<string> journal = await ReadAsync(db, "PRAGMA journal_mode", cancellationToken);
        if (journal is not ["wal"])
        {
            faults.Add($"The journal mode is {string.Join(' ', journal)} and not wal: the service sets it when it writes; nothing else may change it.");
        }

        IReadOnlyList<string> pages = await ReadAsync(db, "PRAGMA quick_check(20)", cancellationToken);
        if (pages is not ["ok"])
        {
            faults.AddRange(pages.Take(MaxFaults).Select(page => $"The file is damaged: {page}."));
        }

        IReadOnlyList<string> orphans = await ReadAsync(db, "PRAGMA foreign_key_check", cancellationToken);
        faults.AddRange(orphans.Distinct(StringComparer.Ordinal).Take(MaxFaults).Select(table => $"Rows of {table} refer to rows that are not there."));
        return faults;
    }

    /// <summary>The first column of every row.</summary>
    private static async Task<IReadOnlyList<string>> ReadAsync(RetoDbContext db, string pragma, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using DbCommand command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The text is one of the three constants above.
        command.CommandText = pragma;
#pragma warning restore CA2100
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> values = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            values.Add(reader.GetValue(0).ToString() ?? "");
        }

        return values;
    }
}
