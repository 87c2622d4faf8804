namespace RetoRewards.Ethereum.Keystores;

/// <summary>Files that hold secrets: read only when nobody else may, and written so that nobody else can.</summary>
internal static class SecretFile
{
    private const int MaxBytes = 64 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads a file whose permissions are 0600 or 0400.</summary>
    public static byte[] Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!OperatingSystem.IsWindows())
            {
                // Asked of the open file, so that it is the one that is read.
                UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
                if (mode is not (OwnerOnly or UnixFileMode.UserRead))
                {
                    throw new KeystoreException(
                        $"The permissions of {path} are 0{Convert.ToString((int)mode, 8)}: make them 0600 or 0400 (chmod 600), so that only its owner can read it.");
                }
            }

            if (file.Length > MaxBytes)
            {
                throw new KeystoreException($"{path} is over {MaxBytes} bytes: it is no file of a secret.");
            }

            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeystoreException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a new file with the permissions 0600; one that is there already is never overwritten.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            using FileStream file = new(path, options);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeystoreException($"{path} cannot be written: {exception.Message}", exception);
        }
    }
}
