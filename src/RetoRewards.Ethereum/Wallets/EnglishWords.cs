using System.Collections.Frozen;

namespace RetoRewards.Ethereum.Wallets;

/// <summary>The 2,048 English words of BIP-39, in their order; SHA-256 of the list is checked by a test.</summary>
internal static class EnglishWords
{
    public const int Count = 2_048;

    private const string Resource = "RetoRewards.Ethereum.Wallets.english.txt";

    private static readonly Lazy<string[]> Words = new(Read);

    private static readonly Lazy<FrozenDictionary<string, int>> Positions = new(() =>
        Words.Value.Index().ToFrozenDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal));

    public static string At(int position) => Words.Value[position];

    public static bool TryFind(string word, out int position) => Positions.Value.TryGetValue(word, out position);

    private static string[] Read()
    {
        using Stream stream = typeof(EnglishWords).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("The word list is not in the assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
