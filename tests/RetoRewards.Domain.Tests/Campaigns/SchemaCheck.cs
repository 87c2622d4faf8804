using System.Text.Json;
using System.Text.RegularExpressions;

namespace RetoRewards.Domain.Tests.Campaigns;

/// <summary>As much of JSON Schema as docs/terms.schema.json uses; an unknown keyword is an error, so none goes unchecked.</summary>
internal static class SchemaCheck
{
    public static void RequireValid(JsonElement schema, JsonElement value) => Check(schema, schema, value, "$");

    private static void Check(JsonElement root, JsonElement schema, JsonElement value, string path)
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "$schema" or "$id" or "$defs" or "title" or "description":
                    break;
                case "$ref":
                    string name = keyword.Value.GetString()!["#/$defs/".Length..];
                    Check(root, root.GetProperty("$defs").GetProperty(name), value, path);
                    break;
                case "type":
                    Require(HasType(value, keyword.Value.GetString()!), path, "has another type");
                    break;
                case "enum":
                    Require(keyword.Value.EnumerateArray().Any(one => one.GetString() == value.GetString()), path, "is not in the list");
                    break;
                case "pattern":
                    Require(Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!), path, "does not match the pattern");
                    break;
                case "minimum":
                    Require(value.GetInt64() >= keyword.Value.GetInt64(), path, "is too small");
                    break;
                case "maximum":
                    Require(value.GetInt64() <= keyword.Value.GetInt64(), path, "is too large");
                    break;
                case "minLength":
                    Require(value.GetString()!.Length >= keyword.Value.GetInt32(), path, "is too short");
                    break;
                case "maxLength":
                    Require(value.GetString()!.Length <= keyword.Value.GetInt32(), path, "is too long");
                    break;
                case "minItems":
                    Require(value.GetArrayLength() >= keyword.Value.GetInt32(), path, "has too few items");
                    break;
                case "maxItems":
                    Require(value.GetArrayLength() <= keyword.Value.GetInt32(), path, "has too many items");
                    break;
                case "items":
                    foreach (JsonElement item in value.EnumerateArray())
                    {
                        Check(root, keyword.Value, item, path + "[]");
                    }

                    break;
                case "required":
                    foreach (JsonElement needed in keyword.Value.EnumerateArray())
                    {
                        Require(value.TryGetProperty(needed.GetString()!, out _), path, $"misses {needed.GetString()}");
                    }

                    break;
                case "properties":
                    foreach (JsonProperty property in value.EnumerateObject())
                    {
                        Require(keyword.Value.TryGetProperty(property.Name, out JsonElement inner), path, $"has unknown {property.Name}");
                        Check(root, inner, property.Value, $"{path}.{property.Name}");
                    }

                    break;
                case "additionalProperties":
                    Assert.Equal(JsonValueKind.False, keyword.Value.ValueKind);
                    break;
                default:
                    Assert.Fail($"The schema keyword {keyword.Name} is not checked here.");
                    break;
            }
        }
    }

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new InvalidOperationException(type),
    };

    private static void Require(bool good, string path, string what) => Assert.True(good, $"{path} {what}");
}
