using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetoRewards.Sales.Files;

/// <summary>Reads and writes mappings as JSON, strictly: an unknown member is a mistake.</summary>
internal static class ColumnMappingJson
{
    /// <summary>Longest mapping, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        MaxDepth = 6,
        WriteIndented = true,
    };

    public static string Write(ColumnMappingDocument mapping) => JsonSerializer.Serialize(mapping, Options);

    /// <exception cref="SaleFileException">The text is no mapping; the message says what is wrong with it.</exception>
    public static ColumnMappingDocument Read(string json)
    {
        if (json.Length > MaxLength)
        {
            throw new SaleFileException($"A mapping has at most {MaxLength} characters.");
        }

        ColumnMappingDocument mapping;
        try
        {
            mapping = JsonSerializer.Deserialize<ColumnMappingDocument>(json, Options)
                ?? throw new SaleFileException("A mapping is a JSON object, not null.");
        }
        catch (JsonException wrong)
        {
            throw new SaleFileException($"The mapping cannot be read{(wrong.Path is { } path ? $" at {path}" : "")}.");
        }

        FieldChecks checks = new();
        ColumnMappingCheck.Check(checks, mapping);
        return checks.Refusal is { } refusal
            ? throw new SaleFileException(string.Join(' ', refusal.Fields.Select(field => $"{field.Pointer}: {field.Sentence}")))
            : mapping;
    }
}
