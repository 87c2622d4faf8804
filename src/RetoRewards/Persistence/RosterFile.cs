using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Options;

namespace RetoRewards.Persistence;

/// <summary>The file outside the database that holds every row of <see cref="IKeptOutside"/>, one a line, each change appended.</summary>
/// <remarks>Lines are on the disk before their commit is; a line whose commit failed names an id that nothing uses. The file belongs to its
/// owner alone: who is whose customer stands in it.</remarks>
internal sealed class RosterFile(IOptions<DatabaseOptions> options)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>Where the file lies.</summary>
    public string Path { get; } = options.Value.RosterPath.Length > 0
        ? System.IO.Path.GetFullPath(options.Value.RosterPath)
        : System.IO.Path.GetFullPath(options.Value.Path) + ".roster";

    /// <summary>Appends the rows, and returns when they are on the disk.</summary>
    /// <exception cref="IOException">The disk failed: the commit must not happen either.</exception>
    public async Task AppendAsync(IModel model, IReadOnlyList<object> rows, CancellationToken cancellationToken)
    {
        using MemoryStream lines = new();
        // What a crash cut off stays on a line of its own.
        lines.Write(NewLine);
        foreach (object row in rows)
        {
            IEntityType entity = model.FindEntityType(row.GetType())!;
            await using (Utf8JsonWriter json = new(lines))
            {
                json.WriteStartObject();
                json.WriteString("row", entity.ClrType.Name);
                json.WritePropertyName("values");
                RowText.Write(json, entity, row);
                json.WriteEndObject();
            }

            lines.Write(NewLine);
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        await using FileStream file = new(Path, Opening());
        await file.WriteAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length), cancellationToken);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    /// <summary>The rows, the newest form of each, in the order in which they first came; none when there is no file.</summary>
    /// <returns>The rows, and how many lines say nothing: a crash cuts one off, whose commit then never was.</returns>
    public async Task<(IReadOnlyList<object> Rows, int BrokenLines)> ReadAsync(IModel model, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path))
        {
            return ([], 0);
        }

        Dictionary<string, IEntityType> entities = model.GetEntityTypes()
            .Where(entity => typeof(IKeptOutside).IsAssignableFrom(entity.ClrType))
            .ToDictionary(entity => entity.ClrType.Name, StringComparer.Ordinal);
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        List<object> rows = [];
        int broken = 0;
        await foreach (string line in File.ReadLinesAsync(Path, cancellationToken))
        {
            if (line.Length == 0)
            {
                continue;
            }

            if (Parse(line, entities) is not ({ } entity, { } row))
            {
                broken++;
                continue;
            }

            string key = entity.ClrType.Name + Key(entity, row);
            if (places.TryGetValue(key, out int place))
            {
                rows[place] = row;
            }
            else
            {
                places.Add(key, rows.Count);
                rows.Add(row);
            }
        }

        return (rows, broken);
    }

    private static (IEntityType? Entity, object? Row) Parse(string line, Dictionary<string, IEntityType> entities)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            IEntityType? entity = entities.GetValueOrDefault(document.RootElement.GetProperty("row").GetString() ?? "");
            return entity is null ? default : (entity, RowText.Read(entity, document.RootElement.GetProperty("values")));
        }
        catch (Exception cut) when (cut is JsonException or KeyNotFoundException or FormatException)
        {
            return default;
        }
    }

    private static string Key(IEntityType entity, object row)
    {
        StringBuilder key = new();
        foreach (IProperty property in entity.FindPrimaryKey()!.Properties)
        {
            key.Append('|').Append(property.PropertyInfo!.GetValue(row));
        }

        return key.ToString();
    }

    private static FileStreamOptions Opening()
    {
        FileStreamOptions opening = new() { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            opening.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return opening;
    }
}
