using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Sales.Files;

/// <summary>A file to be imported.</summary>
/// <param name="FileName">What it is called.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Mapping">The name of a ready mapping; the channel's own when left out, or the project's own format without one.</param>
/// <param name="IsDryRun">True when the rows are judged only.</param>
internal sealed record FileToImport(string FileName, FileFormat Format, string? Mapping, bool IsDryRun)
{
    /// <summary>Where the further files of the mapping stand; null when there can be none.</summary>
    public string? Folder { get; init; }

    /// <summary>Where the outcomes are to be written; null for nowhere.</summary>
    public string? ResultPath { get; init; }
}

/// <summary>Takes a file of sales: it is on the disk and known to the database before this answers. Its rows are read in their own stage.</summary>
internal sealed class TakeFile(
    WriteGate gate, IDbContextFactory<RetoDbContext> databases, ImportFolder folder, IOptions<ImportOptions> options, TimeProvider clock)
{
    /// <returns>The import: the one that is running already when the same file is given again with the same mapping.</returns>
    public async Task<Outcome<ImportRow>> ExecuteAsync(
        ChannelRow channel, FileToImport file, Stream content, CancellationToken cancellationToken)
    {
        if (channel.ClosedAt is not null)
        {
            return new Refusal(RefusalKind.NotAllowed, "channel_closed", "The channel is closed and tells nothing more.");
        }

        FieldChecks checks = new();
        string name = checks.Text("/fileName", file.FileName, ImportConfiguration.MaxFileNameLength);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        ColumnMappingDocument? mapping;
        string[] further;
        try
        {
            mapping = await MappingAsync(channel, file.Mapping, cancellationToken);
            further = FurtherFiles(mapping, file.Folder);
        }
        catch (SaleFileException wrong)
        {
            return new Refusal(RefusalKind.NotAllowed, "mapping_unusable", wrong.Message);
        }

        Guid importId = Guid.CreateVersion7(clock.GetUtcNow());
        byte[]? hash = await folder.KeepAsync(importId, file.Format, content, further, cancellationToken);
        if (hash is null)
        {
            return new Refusal(RefusalKind.NotAllowed, "file_too_large", $"A file has at most {options.Value.MaxFileBytes} bytes.");
        }

        Failpoint.Pass("file-kept");
        ImportRow row = new()
        {
            ImportId = importId,
            ChannelId = channel.ChannelId,
            FileName = name,
            Format = file.Format,
            ContentHash = hash,
            Mapping = mapping is null ? null : ColumnMappingJson.Write(mapping),
            IsDryRun = file.IsDryRun,
            ResultPath = file.ResultPath,
            CreatedAt = clock.GetUtcNow(),
            State = ImportState.Running,
            ItemsDone = 0,
            ArrivalMark = 0,
            RefusedBecause = null,
            FinishedAt = null,
        };
        ImportRow stored = await gate.WriteAsync(WritePriority.Intake, write => StoreAsync(write, row), cancellationToken);
        if (stored.ImportId != importId)
        {
            folder.Drop(importId);
        }

        return stored;
    }

    private static async Task<ImportRow> StoreAsync(WriteTransaction write, ImportRow row)
    {
        ImportRow? running = await write.Db.Set<ImportRow>().OrderBy(one => one.ImportId).FirstOrDefaultAsync(
            one => one.ChannelId == row.ChannelId && one.ContentHash == row.ContentHash && one.State == ImportState.Running
                && one.Mapping == row.Mapping && one.IsDryRun == row.IsDryRun && one.ResultPath == row.ResultPath,
            write.CancellationToken);
        if (running is not null)
        {
            return running;
        }

        row.ArrivalMark = await ArrivalAsync(write);
        write.InsertOne(row);
        return row;
    }

    /// <summary>The last event that is recorded.</summary>
    internal static async Task<long> ArrivalAsync(WriteTransaction write) =>
        await write.Db.Set<SaleEventRow>().MaxAsync(row => (long?)row.Arrival, write.CancellationToken) ?? 0;

    private async Task<ColumnMappingDocument?> MappingAsync(ChannelRow channel, string? name, CancellationToken cancellationToken)
    {
        if (name is not null)
        {
            return ReadyMappings.Document(name);
        }

        await using RetoDbContext db = await databases.CreateDbContextAsync(cancellationToken);
        ColumnMappingRow? saved = await db.Set<ColumnMappingRow>()
            .SingleOrDefaultAsync(row => row.ChannelId == channel.ChannelId, cancellationToken);
        return saved is null ? null : ColumnMappingJson.Read(saved.Json);
    }

    private static string[] FurtherFiles(ColumnMappingDocument? mapping, string? folder)
    {
        if (mapping is null || mapping.Lookups.Count == 0)
        {
            return [];
        }

        if (folder is null)
        {
            throw new SaleFileException("The mapping looks things up in further files, which cannot be uploaded: import from a folder.");
        }

        string[] paths = [.. mapping.Lookups.Select(lookup => Path.Combine(folder, lookup.File!)).Distinct(StringComparer.Ordinal)];
        return Array.Find(paths, path => !File.Exists(path)) is { } missing
            ? throw new SaleFileException($"The mapping needs the file {Path.GetFileName(missing)} beside the main one.")
            : paths;
    }
}
