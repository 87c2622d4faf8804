using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetoRewards.Api;

/// <summary>How JSON is read and written: strictly. What nobody declared is refused, not ignored.</summary>
internal static class ApiJson
{
    /// <summary>Deepest nesting of a body.</summary>
    public const int MaxDepth = 16;

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = MaxDepth;
        options.AllowTrailingCommas = false;
        options.ReadCommentHandling = JsonCommentHandling.Disallow;
        options.Converters.Add(new InstantJsonConverter());
        options.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
    }
}
