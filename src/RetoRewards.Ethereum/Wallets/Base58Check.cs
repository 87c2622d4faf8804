using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Ethereum.Wallets;

/// <summary>Base58 with a checksum, in which extended keys are written.</summary>
internal static class Base58Check
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int ChecksumLength = 4;
    private const int MaxCharacters = 200;

    public static string Encode(ReadOnlySpan<byte> payload)
    {
        byte[] all = [.. payload, .. Checksum(payload)];
        BigInteger number = new(all, isUnsigned: true, isBigEndian: true);
        StringBuilder text = new();
        while (number > 0)
        {
            number = BigInteger.DivRem(number, Alphabet.Length, out BigInteger digit);
            _ = text.Insert(0, Alphabet[(int)digit]);
        }

        int zeros = all.AsSpan().IndexOfAnyExcept((byte)0);
        return text.Insert(0, new string(Alphabet[0], zeros)).ToString();
    }

    public static bool TryDecode(string text, out byte[] payload)
    {
        payload = [];
        if (text.Length > MaxCharacters)
        {
            return false;
        }

        BigInteger number = BigInteger.Zero;
        foreach (char character in text)
        {
            int digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            number = (number * Alphabet.Length) + digit;
        }

        int zeros = text.Length - text.TrimStart(Alphabet[0]).Length;
        byte[] all = [.. new byte[zeros], .. number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true)];
        if (all.Length < ChecksumLength || !Checksum(all.AsSpan()[..^ChecksumLength]).SequenceEqual(all.AsSpan()[^ChecksumLength..]))
        {
            return false;
        }

        payload = all[..^ChecksumLength];
        return true;
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> payload) =>
        SHA256.HashData(SHA256.HashData(payload)).AsSpan(0, ChecksumLength);
}
