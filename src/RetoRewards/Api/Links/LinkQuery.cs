namespace RetoRewards.Api.Links;

/// <summary>Finds a parameter of one letter in a query without taking the query apart. What a link carries needs no escaping, so an
/// escaped value is none that this service made.</summary>
internal static class LinkQuery
{
    /// <summary>Longest query that is looked at.</summary>
    public const int MaxLength = 2_048;

    /// <summary>The first value of a parameter; null when it is not there.</summary>
    public static string? Find(string? query, char name)
    {
        if (query is null || query.Length is < 3 or > MaxLength)
        {
            return null;
        }

        ReadOnlySpan<char> rest = query.AsSpan(1);
        while (rest.Length > 0)
        {
            int end = rest.IndexOf('&');
            ReadOnlySpan<char> pair = end < 0 ? rest : rest[..end];
            if (pair.Length >= 2 && pair[0] == name && pair[1] == '=')
            {
                return pair[2..].ToString();
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return null;
    }
}
