using System.Runtime.CompilerServices;

namespace RetoRewards.Tests.Architecture;

/// <summary>The order of the rooms, as docs/architecture.md draws it.</summary>
internal static class Rooms
{
    /// <summary>What every room may use.</summary>
    public static readonly string[] Floor = ["Persistence", "Ledger", "Chain", "Observability"];

    /// <summary>Left to right: a room uses what stands to its left.</summary>
    public static readonly string[] Order =
        ["Campaigns", "Participants", "Referrals", "Sales", "Rewards", "Payouts", "Settlements"];

    /// <summary>What nobody calls.</summary>
    public static readonly string[] Faces = ["Api", "Cli", "Console", "Portal", "Reports", "Stages", "Till"];

    public static string SourceFolder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src"));

    /// <summary>The folders that a file in <paramref name="folder"/> may name.</summary>
    public static HashSet<string> MayUse(string folder)
    {
        if (Floor.Contains(folder))
        {
            return [.. Floor];
        }

        int position = Array.IndexOf(Order, folder);
        return position >= 0
            ? [.. Floor, .. Order.Take(position + 1)]
            : [.. Floor, .. Order, .. Faces];
    }
}
