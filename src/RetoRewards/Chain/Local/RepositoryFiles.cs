namespace RetoRewards.Chain.Local;

/// <summary>Finds files of the repository: a local chain is a development tool and runs from a clone only.</summary>
internal static class RepositoryFiles
{
    private const string Marker = "hardhat.config.js";

    /// <summary>The folder that holds the repository.</summary>
    /// <exception cref="LocalNodeException">Neither the program nor the working directory lies in a clone.</exception>
    public static string Root() =>
        Above(AppContext.BaseDirectory) ?? Above(Directory.GetCurrentDirectory())
            ?? throw new LocalNodeException(
                "A local chain runs from a clone of the repository only, and neither this program nor the working directory lies in one.");

    private static string? Above(string directory)
    {
        for (DirectoryInfo? at = new(directory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, Marker)))
            {
                return at.FullName;
            }
        }

        return null;
    }
}
