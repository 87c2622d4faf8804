using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales.Files;

/// <summary>Takes the files that are put into the watched folder: each channel has a folder in it, named by its id or its name.</summary>
/// <remarks>
/// A file is moved to <c>done</c> after the database knows it. Killed in between, it is taken again, and every row of it is a repetition.
/// </remarks>
internal sealed partial class WatchFolders(
    TakeFile takeFile, IDbContextFactory<RetoDbContext> databases, IOptions<ImportOptions> options, TimeProvider clock, ILogger<WatchFolders> logger)
    : IStage
{
    /// <summary>Most files taken in one run.</summary>
    public const int MaxFilesPerRun = 20;

    /// <summary>Most folders of channels.</summary>
    private const int MaxFolders = 1_000;

    private const string Done = "done";
    private const string Failed = "failed";
    private const string ResultEnding = ".result.csv";

    private readonly ImportOptions options = options.Value;
    private DateTimeOffset nextRun = DateTimeOffset.MinValue;

    public bool UsesNode => false;

    /// <returns>How many files were taken.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (options.WatchDirectory is not { Length: > 0 } watched || now < nextRun || !Directory.Exists(watched))
        {
            return 0;
        }

        int taken = 0;
        foreach (string folder in Directory.EnumerateDirectories(watched).Order(StringComparer.Ordinal).Take(MaxFolders))
        {
            string[] files = [.. QuietFiles(folder, now).Take(MaxFilesPerRun - taken)];
            if (files.Length > 0 && await ChannelOfAsync(Path.GetFileName(folder), cancellationToken) is { } channel)
            {
                HashSet<string> further = await FurtherFilesAsync(channel.ChannelId, cancellationToken);
                foreach (string file in files.Where(file => !further.Contains(Path.GetFileName(file))))
                {
                    await TakeAsync(channel, folder, file, cancellationToken);
                    taken++;
                }
            }
        }

        nextRun = taken == MaxFilesPerRun ? now : now + options.WatchInterval;
        return taken;
    }

    /// <summary>Files of a known ending that nobody is writing any more.</summary>
    private IEnumerable<string> QuietFiles(string folder, DateTimeOffset now) =>
        Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".CSV" or ".NDJSON" or ".JSONL" or ".XLSX")
            .Where(file => !Path.GetFileName(file).StartsWith('.') && now - File.GetLastWriteTimeUtc(file) >= options.QuietTime)
            .Order(StringComparer.Ordinal);

    private async Task TakeAsync(ChannelRow channel, string folder, string file, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(file);
        Directory.CreateDirectory(Path.Combine(folder, Done));
        string done = Free(Path.Combine(folder, Done, name));
        Outcome<ImportRow> outcome;
        await using (FileStream content = File.OpenRead(file))
        {
            FileToImport toImport = new(name, FileFormats.OfName(name), null, IsDryRun: false)
            {
                Folder = folder,
                ResultPath = done + ResultEnding,
            };
            outcome = await takeFile.ExecuteAsync(channel, toImport, content, cancellationToken);
        }

        if (outcome is Outcome<ImportRow>.Refused refused)
        {
            Directory.CreateDirectory(Path.Combine(folder, Failed));
            string failed = Free(Path.Combine(folder, Failed, name));
            await File.WriteAllTextAsync(failed + ".reason.txt", refused.Why.Sentence + Environment.NewLine, cancellationToken);
            File.Move(file, failed);
            LogRefused(logger, name, channel.ChannelId.Value, refused.Why.Code);
            return;
        }

        File.Move(file, done);
        LogTaken(logger, name, channel.ChannelId.Value, ((Outcome<ImportRow>.Done)outcome).Value.ImportId);
    }

    /// <summary>The path, with a number before its ending when it is taken.</summary>
    private static string Free(string path)
    {
        string free = path;
        for (int number = 2; File.Exists(free) || File.Exists(free + ResultEnding); number++)
        {
            free = Path.Combine(
                Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}-{number}{Path.GetExtension(path)}");
        }

        return free;
    }

    private async Task<ChannelRow?> ChannelOfAsync(string folderName, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await databases.CreateDbContextAsync(cancellationToken);
        IQueryable<ChannelRow> channels = db.Set<ChannelRow>();
        if (Guid.TryParseExact(folderName, "D", out Guid id) && id != Guid.Empty)
        {
            ChannelId channelId = new(id);
            channels = channels.Where(row => row.ChannelId == channelId);
        }
        else
        {
            channels = channels.Where(row => row.Name == folderName);
        }

        ChannelRow[] found = await channels.OrderBy(row => row.ChannelId).Take(2).ToArrayAsync(cancellationToken);
        if (found.Length == 1)
        {
            return found[0];
        }

        LogNoChannel(logger, folderName, found.Length);
        return null;
    }

    private async Task<HashSet<string>> FurtherFilesAsync(ChannelId channelId, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await databases.CreateDbContextAsync(cancellationToken);
        ColumnMappingRow? saved = await db.Set<ColumnMappingRow>().SingleOrDefaultAsync(row => row.ChannelId == channelId, cancellationToken);
        return saved is null ? [] : [.. ColumnMappingJson.Read(saved.Json).Lookups.Select(lookup => lookup.File!)];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "File {FileName} of channel {ChannelId} was taken as import {ImportId}")]
    private static partial void LogTaken(ILogger logger, string fileName, Guid channelId, Guid importId);

    [LoggerMessage(Level = LogLevel.Error, Message = "File {FileName} of channel {ChannelId} was not taken: {Code}")]
    private static partial void LogRefused(ILogger logger, string fileName, Guid channelId, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watched folder {FolderName} is not one channel's id or name but {Channels} channels'")]
    private static partial void LogNoChannel(ILogger logger, string folderName, int channels);
}
