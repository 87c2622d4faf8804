using System.Text.Json;

namespace RetoRewards.Ethereum.Tests;

/// <summary>The published vectors under tests/vectors/ethereum; its README names their sources.</summary>
internal static class Vectors
{
    public static string Folder { get; } = Path.Combine(Root(), "tests", "vectors", "ethereum");

    public static IReadOnlyList<JsonElement> Load(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        JsonElement[] rows = [.. document.RootElement.Clone().EnumerateArray()];
        Assert.NotEmpty(rows);
        return rows;
    }

    public static string Text(this JsonElement row, string member) => row.GetProperty(member).GetString()!;

    public static byte[] Bytes(this JsonElement row, string member) => Hex.Decode(row.Text(member));

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RetoRewards.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
