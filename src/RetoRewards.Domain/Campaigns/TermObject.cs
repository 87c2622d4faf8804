using System.Text.Json;

namespace RetoRewards.Domain.Campaigns;

/// <summary>A JSON object of terms that remembers what was read of it, so that an unknown property is refused and not overlooked.</summary>
internal sealed class TermObject
{
    private readonly JsonElement element;
    private readonly string name;
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    public TermObject(JsonElement element, string name)
    {
        this.element = element.ValueKind == JsonValueKind.Object ? element : throw new FormatException($"A {name} must be an object.");
        this.name = name;
    }

    public int Number(string property) => Require(property, OptionalNumber(property));

    public int? OptionalNumber(string property) =>
        Find(property, JsonValueKind.Number) is not { } value ? null
        : value.TryGetInt32(out int number) ? number
        : throw Wrong(property, "must be a whole number of 32 bits");

    public long LongNumber(string property) =>
        Find(property, JsonValueKind.Number) is { } value && value.TryGetInt64(out long number)
            ? number
            : throw Wrong(property, "must be a whole number of 64 bits");

    public TimeSpan Duration(string property)
    {
        long seconds = LongNumber(property);
        return seconds is >= 0 and <= int.MaxValue * 4L
            ? TimeSpan.FromTicks(seconds * TimeSpan.TicksPerSecond)
            : throw Wrong(property, "is out of range");
    }

    public TimeSpan? OptionalDuration(string property) =>
        Find(property, JsonValueKind.Number) is null ? null : Duration(property);

    public string Text(string property) => OptionalText(property) ?? throw Wrong(property, "is missing");

    public string? OptionalText(string property) => Find(property, JsonValueKind.String)?.GetString();

    public bool Flag(string property) => Require(property, OptionalFlag(property));

    public bool? OptionalFlag(string property)
    {
        if (!element.TryGetProperty(property, out JsonElement value))
        {
            return null;
        }

        read.Add(property);
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong(property, "must be true or false");
    }

    public T Code<T>(string property)
        where T : struct, Enum => Require(property, OptionalCode<T>(property));

    public T? OptionalCode<T>(string property)
        where T : struct, Enum =>
        OptionalText(property) is not { } code ? null
        : TermCode<T>.TryFind(code, out T value) ? value
        : throw Wrong(property, "has a code that is none of its list");

    public TermObject Object(string property) => OptionalObject(property) ?? throw Wrong(property, "is missing");

    public TermObject? OptionalObject(string property) =>
        Find(property, JsonValueKind.Object) is { } value ? new TermObject(value, property) : null;

    public IEnumerable<JsonElement> Array(string property) =>
        Find(property, JsonValueKind.Array) is { } value ? value.EnumerateArray() : throw Wrong(property, "is missing");

    /// <exception cref="FormatException">The object has a property that was not read.</exception>
    public void RequireAllRead()
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!read.Contains(property.Name))
            {
                throw Wrong(property.Name, "is not known here");
            }
        }
    }

    private JsonElement? Find(string property, JsonValueKind kind)
    {
        if (!element.TryGetProperty(property, out JsonElement value))
        {
            return null;
        }

        read.Add(property);
        return value.ValueKind == kind ? value : throw Wrong(property, $"must be of JSON type {kind}");
    }

    private T Require<T>(string property, T? value)
        where T : struct => value ?? throw Wrong(property, "is missing");

    private FormatException Wrong(string property, string what) => new($"In a {name}, the property '{property}' {what}.");
}
