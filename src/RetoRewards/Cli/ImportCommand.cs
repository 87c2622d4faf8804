using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Sales.Files;

namespace RetoRewards.Cli;

/// <summary><c>import</c>: records a file of sales for a channel. Stopped or killed, the same command goes on where it was.</summary>
internal static class ImportCommand
{
    /// <summary>Exit code when the file was refused as a whole; standard error says why.</summary>
    public const int Refused = 1;

    private static readonly Argument<string> Sales = new("file") { Description = "The file of sales: CSV, NDJSON or XLSX (docs/import.md)." };

    private static readonly Option<string> ChannelName = new("--channel")
    {
        Description = "The channel that the file speaks for, by its id or its name.",
        Required = true,
    };

    private static readonly Option<string?> Mapping = new("--mapping")
    {
        Description = $"How its columns become sales: {string.Join(", ", ReadyMappings.Names)}; the channel's own when left out.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Judge every row and record none." };

    private static readonly Option<string?> Result = new("--result") { Description = "Where to write the outcome of every row, as CSV." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the summary as one JSON object." };

    public static Command Create()
    {
        Command command = new("import", "Record a file of sales for a channel. Settings follow as --Section:Key value.")
        {
            Sales, ChannelName, Mapping, DryRun, Result, Json,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((result, cancellationToken) => RunAsync(
            [.. result.UnmatchedTokens],
            result.GetRequiredValue(Sales),
            result.GetRequiredValue(ChannelName),
            new FileToImport("", FileFormat.Csv, result.GetValue(Mapping), result.GetValue(DryRun)) { ResultPath = result.GetValue(Result) },
            result.GetValue(Json),
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    /// <returns>0 when every row has its outcome; otherwise one of the codes above, or that of a bad configuration.</returns>
    public static async Task<int> RunAsync(
        string[] settings,
        string path,
        string channelName,
        FileToImport file,
        bool asJson,
        TextWriter output,
        TextWriter errors,
        CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder(settings);
        if (CheckCommand.Report(builder.Configuration, errors))
        {
            return CheckCommand.BadConfiguration;
        }

        if (!File.Exists(path))
        {
            await errors.WriteLineAsync($"There is no file {path}.");
            return Refused;
        }

        await using WebApplication application = builder.Build();
        IServiceProvider services = application.Services;
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
        ChannelRow? channel = await FindChannelAsync(services, channelName, errors, cancellationToken);
        if (channel is null)
        {
            return Refused;
        }

        string name = Path.GetFileName(path);
        file = file with
        {
            FileName = name,
            Format = FileFormats.OfName(name),
            Folder = Path.GetDirectoryName(Path.GetFullPath(path)),
            ResultPath = file.ResultPath is null ? null : Path.GetFullPath(file.ResultPath),
        };
        await using FileStream content = File.OpenRead(path);
        Outcome<ImportRow> taken = await services.GetRequiredService<TakeFile>().ExecuteAsync(channel, file, content, cancellationToken);
        if (taken is Outcome<ImportRow>.Refused refused)
        {
            await errors.WriteLineAsync(refused.Why.Sentence);
            return Refused;
        }

        ImportRow import = await DrainAsync(services, ((Outcome<ImportRow>.Done)taken).Value.ImportId, errors, cancellationToken);
        if (import.RefusedBecause is { } why)
        {
            await errors.WriteLineAsync(why);
            return Refused;
        }

        await ReportAsync(services, import, asJson, output, cancellationToken);
        return 0;
    }

    private static async Task<ChannelRow?> FindChannelAsync(
        IServiceProvider services, string name, TextWriter errors, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await ReadAsync(services, cancellationToken);
        IQueryable<ChannelRow> channels = db.Set<ChannelRow>();
        if (Guid.TryParseExact(name, "D", out Guid given) && given != Guid.Empty)
        {
            ChannelId id = new(given);
            channels = channels.Where(row => row.ChannelId == id);
        }
        else
        {
            channels = channels.Where(row => row.Name == name);
        }

        ChannelRow[] found = await channels.OrderBy(row => row.ChannelId).Take(2).ToArrayAsync(cancellationToken);
        if (found.Length != 1)
        {
            await errors.WriteLineAsync(found.Length == 0
                ? $"There is no channel {name}. Open it with POST /v1/channels."
                : $"Several partners have a channel {name}. Give its id.");
        }

        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>Works until this import is done, here or in a service that runs beside.</summary>
    private static async Task<ImportRow> DrainAsync(
        IServiceProvider services, Guid importId, TextWriter errors, CancellationToken cancellationToken)
    {
        ImportFiles stage = services.GetServices<IStage>().OfType<ImportFiles>().Single();
        int rows = 0;
        while (true)
        {
            rows += await stage.RunOnceAsync(cancellationToken);
            await using RetoDbContext db = await ReadAsync(services, cancellationToken);
            ImportRow import = await db.Set<ImportRow>().SingleAsync(row => row.ImportId == importId, cancellationToken);
            if (import.State != ImportState.Running)
            {
                return import;
            }

            if (rows >= ProgressRows)
            {
                await errors.WriteLineAsync($"{import.ItemsDone.ToString("N0", CultureInfo.InvariantCulture)} rows");
                rows = 0;
            }
        }
    }

    /// <summary>Rows between two lines of progress.</summary>
    private const int ProgressRows = 50_000;

    private static async Task ReportAsync(
        IServiceProvider services, ImportRow import, bool asJson, TextWriter output, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await ReadAsync(services, cancellationToken);
        SortedDictionary<string, int> outcomes = new(
            await db.Set<ImportLineRow>()
                .Where(row => row.ImportId == import.ImportId)
                .GroupBy(row => row.Outcome)
                .Select(group => new { group.Key, Count = group.Count() })
                .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken),
            StringComparer.Ordinal);
        if (asJson)
        {
            var summary = new { importId = import.ImportId, rows = outcomes.Values.Sum(), dryRun = import.IsDryRun, outcomes };
            await output.WriteLineAsync(JsonSerializer.Serialize(summary));
            return;
        }

        foreach ((string outcome, int count) in outcomes)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{outcome,-42} {count,12:N0}"));
        }
    }

    private static Task<RetoDbContext> ReadAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContextAsync(cancellationToken);
}
