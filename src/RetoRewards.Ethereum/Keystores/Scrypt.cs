using System.Runtime.InteropServices;

namespace RetoRewards.Ethereum.Keystores;

/// <summary>scrypt through the OpenSSL library that the platform's own cryptography uses on Linux; .NET offers none.</summary>
internal static unsafe class Scrypt
{
    private const long MaxMemoryBytes = 512L * 1024 * 1024;

    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib"];

    private static readonly Lazy<nint> Function = new(Load);

    public static bool IsAvailable => Function.Value != 0;

    /// <returns>False when the parameters are out of range or ask for too much memory.</returns>
    public static bool TryDerive(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, ulong n, ulong r, ulong p, Span<byte> key)
    {
        var derive = (delegate* unmanaged<byte*, nuint, byte*, nuint, ulong, ulong, ulong, ulong, byte*, nuint, int>)Function.Value;
        fixed (byte* passphraseBytes = passphrase)
        fixed (byte* saltBytes = salt)
        fixed (byte* keyBytes = key)
        {
            // A null pointer would mean an empty check of the parameters, so an empty span still points somewhere.
            byte nothing = 0;
            return derive(
                passphraseBytes is null ? &nothing : passphraseBytes,
                (nuint)passphrase.Length,
                saltBytes is null ? &nothing : saltBytes,
                (nuint)salt.Length,
                n,
                r,
                p,
                MaxMemoryBytes,
                keyBytes,
                (nuint)key.Length) == 1;
        }
    }

    private static nint Load()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, "EVP_PBE_scrypt", out nint function))
            {
                return function;
            }
        }

        return 0;
    }
}
