using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace RetoRewards.Persistence;

/// <summary>Copies the database as it is at one moment, while the service goes on, and with it the roster file.</summary>
internal sealed class DatabaseBackup(RosterFile roster, IOptions<DatabaseOptions> options, TimeProvider clock)
{
    public const string DatabaseFile = "database.db";
    public const string RosterFileName = "roster";
    public const string Description = "backup.json";

    /// <summary>Writes the copy into a folder of its own.</summary>
    /// <param name="folder">Made when absent; must hold no backup yet.</param>
    /// <param name="cancellationToken">Ends the copying; what was written is no backup then, as its description comes last.</param>
    /// <exception cref="IOException">The folder holds a backup already, there is no SQLite file, or the disk failed.</exception>
    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        if (options.Value.IsPostgres || !File.Exists(options.Value.Path))
        {
            throw new IOException(
                $"There is no SQLite file at {Path.GetFullPath(options.Value.Path)}. PostgreSQL is backed up with its own tools (docs/recovery.md).");
        }

        string description = Path.Combine(folder, Description);
        if (File.Exists(description))
        {
            throw new IOException($"{folder} holds a backup already. Name another folder.");
        }

        Directory.CreateDirectory(folder);
        string copy = Path.Combine(folder, DatabaseFile);
        await using (SqliteConnection source = new(Connection(options.Value.Path, SqliteOpenMode.ReadWrite)))
        await using (SqliteConnection target = new(Connection(copy, SqliteOpenMode.ReadWriteCreate)))
        {
            await source.OpenAsync(cancellationToken);
            await target.OpenAsync(cancellationToken);
            source.BackupDatabase(target);
        }

        // After the database, so that it lacks no row that the copy has.
        string? rosterHash = null;
        if (File.Exists(roster.Path))
        {
            File.Copy(roster.Path, Path.Combine(folder, RosterFileName), overwrite: true);
            rosterHash = await HashAsync(Path.Combine(folder, RosterFileName), cancellationToken);
        }

        await File.WriteAllTextAsync(
            description,
            JsonSerializer.Serialize(new BackupDescription(
                1,
                clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
                await HashAsync(copy, cancellationToken),
                rosterHash)),
            cancellationToken);
    }

    /// <summary>Checks that a backup is whole: its hashes, SQLite's own check, and every foreign key.</summary>
    /// <returns>What is wrong, a sentence a fault; none when it is whole.</returns>
    public static async Task<IReadOnlyList<string>> FaultsAsync(string folder, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, Description);
        if (!File.Exists(path))
        {
            return [$"{folder} holds no backup: {Description} is missing."];
        }

        BackupDescription? told = JsonSerializer.Deserialize<BackupDescription>(await File.ReadAllTextAsync(path, cancellationToken));
        List<string> faults = [];
        await CheckHashAsync(faults, Path.Combine(folder, DatabaseFile), told?.DatabaseSha256, cancellationToken);
        if (told?.RosterSha256 is not null)
        {
            await CheckHashAsync(faults, Path.Combine(folder, RosterFileName), told.RosterSha256, cancellationToken);
        }

        if (faults.Count == 0)
        {
            faults.AddRange(await CheckDatabaseAsync(Path.Combine(folder, DatabaseFile), cancellationToken));
        }

        return faults;
    }

    /// <summary>Puts the copy where the database belongs. The roster that is there stays, since it can only know more.</summary>
    /// <exception cref="IOException">There is a database already.</exception>
    public void Restore(string folder)
    {
        string target = Path.GetFullPath(options.Value.Path);
        if (File.Exists(target))
        {
            throw new IOException($"There is a database at {target} already. Move it away first.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Path.Combine(folder, DatabaseFile), target);
        string kept = Path.Combine(folder, RosterFileName);
        if (File.Exists(kept) && !File.Exists(roster.Path))
        {
            File.Copy(kept, roster.Path);
        }
    }

    private static async Task CheckHashAsync(List<string> faults, string path, string? told, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            faults.Add($"{path} is missing.");
        }
        else if (await HashAsync(path, cancellationToken) != told)
        {
            faults.Add($"{path} is not what was backed up: its SHA-256 differs.");
        }
    }

    private static async Task<IReadOnlyList<string>> CheckDatabaseAsync(string path, CancellationToken cancellationToken)
    {
        List<string> faults = [];
        await using SqliteConnection connection = new(Connection(path, SqliteOpenMode.ReadOnly));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using SqliteCommand check = connection.CreateCommand();
            check.CommandText = "PRAGMA integrity_check";
            string found = (string)(await check.ExecuteScalarAsync(cancellationToken))!;
            if (found != "ok")
            {
                faults.Add($"The database is damaged: {found}");
            }

            check.CommandText = "SELECT COUNT(*) FROM pragma_foreign_key_check";
            if ((long)(await check.ExecuteScalarAsync(cancellationToken))! != 0)
            {
                faults.Add("The database has rows that point nowhere.");
            }
        }
        catch (SqliteException damaged)
        {
            faults.Add($"The database cannot be read: {damaged.Message}");
        }

        return faults;
    }

    private static string Connection(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString();

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    private sealed record BackupDescription(int Version, string At, string DatabaseSha256, string? RosterSha256);
}
