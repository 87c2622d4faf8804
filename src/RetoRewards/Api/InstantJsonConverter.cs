using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetoRewards.Api;

/// <summary>Instants as RFC 3339 with an offset; without one nobody knows which moment is meant, so it is refused. Written in UTC.</summary>
internal sealed class InstantJsonConverter : JsonConverter<DateTimeOffset>
{
    private const string Written = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    public static bool TryParse(string? text, out DateTimeOffset instant) => DateTimeOffset.TryParseExact(
        text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    public static string Write(DateTimeOffset instant) => instant.ToUniversalTime().ToString(Written, CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out DateTimeOffset instant)
            ? instant
            : throw new JsonException("The value could not be converted to an instant.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Write(value));
}
