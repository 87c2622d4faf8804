using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Ethereum.Keystores;

/// <summary>The passphrase of a keystore, held in memory that is not moved, and zeroed when disposed. It never writes itself.</summary>
public sealed class Passphrase : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    /// <summary>Takes a copy of a passphrase.</summary>
    /// <param name="bytes">The passphrase in UTF-8; the caller zeroes its own.</param>
    /// <exception cref="KeystoreException">It is empty.</exception>
    public Passphrase(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new KeystoreException("The passphrase is empty.");
        }

        _bytes = GC.AllocateArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(_bytes);
    }

    /// <summary>Reads a passphrase from a file; one line break at its end does not count.</summary>
    /// <param name="path">A file with the permissions 0600 or 0400.</param>
    /// <returns>The passphrase; the caller disposes it.</returns>
    /// <exception cref="KeystoreException">The file cannot be read, others may read it, or it is empty.</exception>
    public static Passphrase FromFile(string path)
    {
        byte[] bytes = SecretFile.Read(path);
        ReadOnlySpan<byte> line = bytes;
        line = line.EndsWith("\n"u8) ? line[..^1] : line;
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        try
        {
            return new Passphrase(line);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads a passphrase from the environment, which the processes of the same user can read too: prefer a file.</summary>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The passphrase; the caller disposes it.</returns>
    /// <exception cref="KeystoreException">The variable is not set or empty.</exception>
    public static Passphrase FromEnvironment(string variable)
    {
        string? value = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(value)
            ? throw new KeystoreException($"The environment variable {variable} with the passphrase is not set.")
            : new Passphrase(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Zeroes the passphrase.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>That it is a passphrase, never which.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => "passphrase (redacted)";

    internal ReadOnlySpan<byte> Reveal()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _bytes;
    }
}
