using System.Collections.Frozen;
using System.Text;

namespace RetoRewards.Domain.Campaigns;

/// <summary>The codes of a closed list in terms: each name in snake case.</summary>
/// <typeparam name="T">The list.</typeparam>
internal static class TermCode<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> ByValue =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => SnakeCase(value.ToString()));

    private static readonly FrozenDictionary<string, T> ByCode =
        ByValue.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static string Of(T value) => ByValue[value];

    public static bool TryFind(string code, out T value) => ByCode.TryGetValue(code, out value);

    private static string SnakeCase(string name)
    {
        StringBuilder code = new(name.Length + 4);
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && code.Length > 0)
            {
                code.Append('_');
            }

            code.Append(char.ToLowerInvariant(letter));
        }

        return code.ToString();
    }
}
