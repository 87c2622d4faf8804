using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Architecture;

/// <summary>What callers and readers rely on by name stands in the documents.</summary>
public sealed partial class DocumentedNamesTests
{
    [Fact]
    public void Every_code_of_a_refusal_stands_in_the_page_of_the_API()
    {
        string page = File.ReadAllText(Path.Combine(Root(), "docs", "api.md"));
        string[] codes =
        [
            .. Directory.EnumerateFiles(Path.Combine(Root(), "src", "RetoRewards"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .SelectMany(file => Code().Matches(File.ReadAllText(file)))
                .Select(match => match.Groups["code"].Value)
                .Distinct(),
        ];

        Assert.True(codes.Length > 80, $"Only {codes.Length} codes were found: the search is broken.");
        Assert.DoesNotContain(codes, code => !page.Contains($"`{code}`", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_table_stands_in_the_page_of_the_database()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "database.md"));
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await using RetoRewards.Persistence.RetoDbContext db = database.CreateDbContext();
        string[] tables = [.. db.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct()];

        Assert.True(tables.Length > 40, $"Only {tables.Length} tables were found.");
        Assert.DoesNotContain(tables, table => !page.Contains($"`{table}`", StringComparison.Ordinal));
    }

    /// <summary>A code where a refusal, a problem or the fault of a field is made.</summary>
    [GeneratedRegex(
        """(?:Refusal\(\s*RefusalKind\.\w+,|new\(\s*RefusalKind\.\w+,|Problem\.Of\(\s*StatusCodes\.\w+,|\bRefused\(|\.Add\(\s*\$?"/[^"]*"(?:\s*\+\s*\w+)?,|\bAdd\(pointer,)\s*"(?<code>[a-z]+(?:_[a-z]+)*)"[,)]""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
