using System.Buffers.Binary;
using System.Security.Cryptography;
using RetoRewards.Ethereum.Curve;
using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Ethereum.Wallets;

/// <summary>What extended keys, public and private, have in common: their place in the tree and their written form (BIP-32).</summary>
/// <param name="Depth">Steps from the root.</param>
/// <param name="ParentFingerprint">The first four bytes of the parent's identifier; 0 of a root.</param>
/// <param name="Index">The last step; 0 of a root.</param>
/// <param name="ChainCode">32 bytes that make children unpredictable from the key alone.</param>
internal sealed record ExtendedKeyForm(byte Depth, uint ParentFingerprint, uint Index, byte[] ChainCode)
{
    public const uint PublicVersion = 0x0488b21e;
    public const uint PrivateVersion = 0x0488ade4;

    private const int Length = 78;
    private const int KeyOffset = 45;

    public static uint Fingerprint(ReadOnlySpan<byte> compressed) =>
        BinaryPrimitives.ReadUInt32BigEndian(Ripemd160.Hash(SHA256.HashData(compressed)));

    /// <summary>Reads the written form; the 33 bytes of the key are the caller's to check.</summary>
    public static ExtendedKeyForm Read(string text, uint version, out byte[] key)
    {
        if (!Base58Check.TryDecode(text, out byte[] bytes) || bytes.Length != Length)
        {
            throw new WalletDerivationException("The extended key is mistyped: its form or checksum is wrong.");
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(bytes) != version)
        {
            throw new WalletDerivationException(
                version == PublicVersion ? "This is no extended public key (xpub)." : "This is no extended private key (xprv).");
        }

        ExtendedKeyForm form = new(
            bytes[4], BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(9)), bytes[13..KeyOffset]);
        if (form.Depth == 0 && (form.ParentFingerprint != 0 || form.Index != 0))
        {
            throw new WalletDerivationException("The extended key calls itself a root and names a parent.");
        }

        key = bytes[KeyOffset..];
        CryptographicOperations.ZeroMemory(bytes);
        return form;
    }

    public string Write(uint version, ReadOnlySpan<byte> key)
    {
        byte[] bytes = new byte[Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, version);
        bytes[4] = Depth;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(5), ParentFingerprint);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(9), Index);
        ChainCode.CopyTo(bytes.AsSpan(13));
        key.CopyTo(bytes.AsSpan(Length - key.Length));
        string text = Base58Check.Encode(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return text;
    }

    /// <summary>The form of a child, from what follows the tweak in the hash.</summary>
    public ExtendedKeyForm Child(ReadOnlySpan<byte> compressedParent, uint index, ReadOnlySpan<byte> chainCode) =>
        Depth < byte.MaxValue
            ? new ExtendedKeyForm((byte)(Depth + 1), Fingerprint(compressedParent), index, chainCode.ToArray())
            : throw new WalletDerivationException("The path is too deep: 255 steps at most.");

    /// <summary>Hashes a parent's key and an index to a tweak and a chain code, 32 bytes each.</summary>
    public void HashStep(ReadOnlySpan<byte> key, uint index, Span<byte> tweakAndChainCode)
    {
        Span<byte> data = stackalloc byte[Secp256k1.CompressedLength + sizeof(uint)];
        data.Clear();
        key.CopyTo(data[(Secp256k1.CompressedLength - key.Length)..]);
        BinaryPrimitives.WriteUInt32BigEndian(data[Secp256k1.CompressedLength..], index);
        _ = HMACSHA512.HashData(ChainCode, data, tweakAndChainCode);
        CryptographicOperations.ZeroMemory(data);
    }

    public static WalletDerivationException NoChild(uint index) =>
        new($"There is no child at index {index}: take the next one. This happens once in 2^127.");
}
