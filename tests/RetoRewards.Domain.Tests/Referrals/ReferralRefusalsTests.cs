using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class ReferralRefusalsTests
{
    [Fact]
    public void Every_refusal_has_a_stable_code_of_its_own_and_a_sentence_in_the_documents()
    {
        string[] codes = [.. typeof(ReferralRefusals).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!)];
        MatchCollection rows = Regex.Matches(Documents(), @"^\| `([a-z_]+)` \| .+\. \|$", RegexOptions.Multiline);

        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[a-z]+(_[a-z]+)+$", code));
        Assert.Equal(codes.Order(), rows.Select(row => row.Groups[1].Value).Order());
    }

    private static string Documents([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "codes.md")));
}
