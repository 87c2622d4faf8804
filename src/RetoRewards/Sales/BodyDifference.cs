using System.Text.Json;

namespace RetoRewards.Sales;

/// <summary>Where two bodies of one event differ, so that a conflict names what it is about.</summary>
internal static class BodyDifference
{
    /// <summary>Most places that are named.</summary>
    public const int MaxPlaces = 20;

    private const int MaxDepth = 64;

    /// <summary>JSON pointers to the members that differ; the empty pointer when a body is no JSON.</summary>
    public static IReadOnlyList<string> Of(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> now)
    {
        List<string> places = [];
        try
        {
            JsonDocumentOptions options = new() { MaxDepth = MaxDepth };
            using JsonDocument left = JsonDocument.Parse(before, options);
            using JsonDocument right = JsonDocument.Parse(now, options);
            Compare(left.RootElement, right.RootElement, string.Empty, places);
        }
        catch (JsonException)
        {
            places.Add(string.Empty);
        }

        return places;
    }

    private static void Compare(JsonElement left, JsonElement right, string pointer, List<string> places)
    {
        if (places.Count >= MaxPlaces || JsonElement.DeepEquals(left, right))
        {
            return;
        }

        if (left.ValueKind == JsonValueKind.Object && right.ValueKind == JsonValueKind.Object)
        {
            foreach (string name in left.EnumerateObject().Concat(right.EnumerateObject()).Select(member => member.Name).Distinct())
            {
                string place = $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
                CompareMember(left, right, name, place, places);
            }
        }
        else if (left.ValueKind == JsonValueKind.Array && right.ValueKind == JsonValueKind.Array
            && left.GetArrayLength() == right.GetArrayLength())
        {
            for (int index = 0; index < left.GetArrayLength(); index++)
            {
                Compare(left[index], right[index], $"{pointer}/{index}", places);
            }
        }
        else
        {
            places.Add(pointer);
        }
    }

    private static void CompareMember(JsonElement left, JsonElement right, string name, string place, List<string> places)
    {
        bool inLeft = left.TryGetProperty(name, out JsonElement before);
        bool inRight = right.TryGetProperty(name, out JsonElement now);
        if (inLeft && inRight)
        {
            Compare(before, now, place, places);
        }
        else if (places.Count < MaxPlaces)
        {
            places.Add(place);
        }
    }
}
