using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace RetoRewards.Sales.Files;

/// <summary>The files that were taken: a folder for each import, with the file and its further files.</summary>
internal sealed class ImportFolder(IOptions<ImportOptions> options)
{
    private const string MainName = "sales";
    private const string Unfinished = ".part";
    private const int BufferBytes = 128 * 1024;

    private readonly string directory = Path.GetFullPath(options.Value.Directory);
    private readonly long maxBytes = options.Value.MaxFileBytes;

    /// <summary>The folder of an import.</summary>
    public string FolderOf(Guid importId) => Path.Combine(directory, importId.ToString("D"));

    /// <summary>The file of an import.</summary>
    public string FileOf(Guid importId, FileFormat format) => Path.Combine(FolderOf(importId), MainName + format.Ending());

    /// <summary>Keeps a file, written through to the disk, under a name that stands only when it is whole.</summary>
    /// <param name="importId">The import that it will be.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="content">The file.</param>
    /// <param name="furtherFiles">Files that its mapping looks things up in.</param>
    /// <param name="cancellationToken">Stops it; nothing is kept then.</param>
    /// <returns>The SHA-256 of the file and its further files; null when they are larger than is taken.</returns>
    public async Task<byte[]?> KeepAsync(
        Guid importId, FileFormat format, Stream content, IReadOnlyList<string> furtherFiles, CancellationToken cancellationToken)
    {
        string unfinished = FolderOf(importId) + Unfinished;
        Directory.CreateDirectory(unfinished);
        bool isWhole = false;
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long left = await CopyAsync(content, Path.Combine(unfinished, MainName + format.Ending()), maxBytes, hash, cancellationToken);
            foreach (string path in furtherFiles)
            {
                await using FileStream further = File.OpenRead(path);
                left = left < 0
                    ? left
                    : await CopyAsync(further, Path.Combine(unfinished, Path.GetFileName(path)), left, hash, cancellationToken);
            }

            isWhole = left >= 0;
            if (!isWhole)
            {
                return null;
            }

            Directory.Move(unfinished, FolderOf(importId));
            return hash.GetHashAndReset();
        }
        finally
        {
            if (!isWhole)
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }
    }

    /// <summary>Drops what is kept of an import; what is gone already is no fault.</summary>
    public void Drop(Guid importId)
    {
        if (Directory.Exists(FolderOf(importId)))
        {
            Directory.Delete(FolderOf(importId), recursive: true);
        }
    }

    /// <returns>How many bytes may still follow; below zero when these were too many.</returns>
    private static async Task<long> CopyAsync(
        Stream from, string path, long most, IncrementalHash hash, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferBytes];
        await using FileStream to = File.Create(path);
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            most -= read;
            if (most < 0)
            {
                return most;
            }

            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        await to.FlushAsync(cancellationToken);
        RandomAccess.FlushToDisk(to.SafeFileHandle);
        return most;
    }
}
