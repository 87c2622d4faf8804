using System.Text.RegularExpressions;

namespace RetoRewards.Tests.Architecture;

public sealed partial class RoomOrderTests
{
    public static TheoryData<string> Folders => [.. Rooms.Floor, .. Rooms.Order, .. Rooms.Faces];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_names_only_what_stands_below_it_or_to_its_left(string folder)
    {
        HashSet<string> allowed = Rooms.MayUse(folder);
        List<string> offences = [];
        foreach ((string file, string text) in SourcesOf(folder))
        {
            offences.AddRange(NamedFolders(text)
                .Where(named => named != folder && !allowed.Contains(named))
                .Select(named => $"{Path.GetFileName(file)} names {named}"));
        }

        Assert.Empty(offences);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_stands_below_it_or_to_its_left_whatever_the_source_calls_it(string folder)
    {
        HashSet<string> allowed = Rooms.MayUse(folder);
        IEnumerable<string> offences =
            from type in typeof(RetoRewards.Persistence.WriteTransaction).Assembly.GetTypes()
            where FolderOf(type) == folder
            from used in CompiledReferences.Of(type)
            let other = FolderOf(used)
            where other != folder && IsFolder(other) && !allowed.Contains(other)
            select $"{type.FullName} uses {used.FullName}";

        Assert.Empty(offences.Distinct());
    }

    [Fact]
    public void The_scan_of_compiled_code_sees_a_use_that_no_source_names()
    {
        Assert.Contains(typeof(RetoRewards.Payouts.PayoutBatchRow), CompiledReferences.Of(typeof(UsesWithoutAName.Local)));
        Assert.Contains(typeof(RetoRewards.Payouts.PayoutBatchRow), CompiledReferences.Of(typeof(UsesWithoutAName.Argument)));
        Assert.Contains(typeof(RetoRewards.Payouts.PayoutBatchRow), CompiledReferences.Of(typeof(UsesWithoutAName.Generic)));
    }

    [Fact]
    public void Every_folder_of_the_host_has_its_place_in_the_order()
    {
        HashSet<string> known = [.. Rooms.Floor, .. Rooms.Order, .. Rooms.Faces, "bin", "obj"];

        IEnumerable<string?> folders = Directory.GetDirectories(Path.Combine(Rooms.SourceFolder(), "RetoRewards")).Select(Path.GetFileName);

        Assert.DoesNotContain(folders, folder => !known.Contains(folder!));
    }

    [Fact]
    public void The_scan_sees_a_reference_in_the_wrong_direction()
    {
        IEnumerable<string> named = NamedFolders("using RetoRewards.Payouts;\nvar x = RetoRewards.Api.ApiFace.AddApi(services);");

        Assert.Equal(["Payouts", "Api"], named);
        Assert.DoesNotContain("Payouts", Rooms.MayUse("Sales"));
        Assert.DoesNotContain("Sales", Rooms.MayUse("Ledger"));
    }

    [Fact]
    public void The_domain_references_nothing_but_the_framework()
    {
        string[] references = [.. typeof(Domain.Amounts.TokenAmount).Assembly.GetReferencedAssemblies().Select(name => name.Name!)];

        Assert.All(references, name => Assert.StartsWith("System", name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_Ethereum_client_knows_nothing_of_rewards()
    {
        string[] references = [.. typeof(Ethereum.Address).Assembly.GetReferencedAssemblies().Select(name => name.Name!)];

        Assert.DoesNotContain(references, name => name.StartsWith("RetoRewards", StringComparison.Ordinal));
    }

    [Fact]
    public void Ethereum_types_stop_at_the_chain()
    {
        // The rooms see amounts, addresses and hashes of the domain; the faces that deploy and demonstrate may speak to a node.
        IEnumerable<string> offences =
            from room in Rooms.Order.Except(["Payouts", "Settlements"])
            from source in SourcesOf(room)
            where source.Text.Contains("RetoRewards.Ethereum.Nodes", StringComparison.Ordinal)
            select source.File;

        Assert.Empty(offences);
    }

    private static IEnumerable<(string File, string Text)> SourcesOf(string folder)
    {
        string path = Path.Combine(Rooms.SourceFolder(), "RetoRewards", folder);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories).Select(file => (file, File.ReadAllText(file)))
            : [];
    }

    private static IEnumerable<string> NamedFolders(string text) =>
        HostFolder().Matches(text).Select(match => match.Groups[1].Value).Where(IsFolder);

    private static string FolderOf(Type type) => type.Namespace?.Split('.') is ["RetoRewards", { } folder, ..] ? folder : string.Empty;

    private static bool IsFolder(string name) =>
        Rooms.Floor.Contains(name) || Rooms.Order.Contains(name) || Rooms.Faces.Contains(name);

    /// <summary>Never run: what the scan of compiled code must find, by a name that the scan of the source does not see.</summary>
    private static class UsesWithoutAName
    {
        public static class Local
        {
            public static bool IsFinal(object row) => row is RetoRewards.Payouts.PayoutBatchRow;
        }

        public static class Argument
        {
            public static void Take(RetoRewards.Payouts.PayoutBatchRow? row) => ArgumentNullException.ThrowIfNull(row);
        }

        public static class Generic
        {
            public static int Count() => new List<RetoRewards.Payouts.PayoutBatchRow>().Count;
        }
    }

    [GeneratedRegex(@"(?<!namespace )\bRetoRewards\.(\w+)")]
    private static partial Regex HostFolder();
}
