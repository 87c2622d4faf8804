namespace RetoRewards.Observability;

/// <summary>The free space where a file or folder lies, or would lie.</summary>
/// <param name="Mount">The mounted file system.</param>
/// <param name="FreeBytes">What this user may still write.</param>
internal sealed record DiskSpace(string Mount, long FreeBytes)
{
    /// <returns>Null where there is no such file system.</returns>
    public static DiskSpace? Of(string path)
    {
        string full = Path.GetFullPath(path);
        DriveInfo? drive = DriveInfo.GetDrives()
            .Where(one => one.IsReady && IsAbove(one.RootDirectory.FullName, full))
            .MaxBy(one => one.RootDirectory.FullName.Length);
        return drive is null ? null : new DiskSpace(drive.RootDirectory.FullName, drive.AvailableFreeSpace);
    }

    private static bool IsAbove(string mount, string path) =>
        Path.EndsInDirectorySeparator(mount)
            ? path.StartsWith(mount, StringComparison.Ordinal)
            : path == mount || path.StartsWith(mount + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
