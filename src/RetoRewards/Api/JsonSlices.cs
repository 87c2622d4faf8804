using System.Text.Json;

namespace RetoRewards.Api;

/// <summary>Cuts a body that holds a list into the bytes of each item, so that each can be kept and erased by itself.</summary>
internal static class JsonSlices
{
    /// <summary>The items of the list in a member of the root object, in order.</summary>
    /// <param name="body">JSON that has been read before, so that it is known to be well formed.</param>
    /// <param name="member">The name of the member.</param>
    public static ReadOnlyMemory<byte>[] Of(ReadOnlyMemory<byte> body, string member)
    {
        Utf8JsonReader reader = new(body.Span, new JsonReaderOptions { MaxDepth = ApiJson.MaxDepth });
        List<ReadOnlyMemory<byte>> slices = [];
        bool inside = false;
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
            {
                inside = reader.ValueTextEquals(member);
            }
            else if (inside && reader.CurrentDepth == 2 && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                slices.Add(body[start..(int)reader.BytesConsumed]);
            }
        }

        return [.. slices];
    }
}
