using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Referrals.Links;

/// <summary>Hashes a visitor's address and browser under a salt that is drawn every day and forgotten with it.</summary>
/// <remarks>The salt is never stored: once the day is over, nobody can tell by the hash whose visit it was, nor link two days. A restart
/// draws a new one, and every process has its own, so a visitor may count twice on such a day.</remarks>
internal sealed class VisitorHasher
{
    /// <summary>Bytes of a hash.</summary>
    public const int Bytes = 16;

    private readonly Lock guard = new();
    private byte[] salt = [];
    private int day = -1;

    public byte[] Hash(DateTimeOffset at, IPAddress address, string userAgent)
    {
        Span<byte> message = stackalloc byte[16 + Visits.MaxLength];
        address.TryWriteBytes(message, out int length);
        length += Encoding.UTF8.TryGetBytes(userAgent.AsSpan(0, Math.Min(userAgent.Length, Visits.MaxLength / 4)), message[length..], out int written)
            ? written
            : 0;
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(SaltOf(at), message[..length], hash);
        return hash[..Bytes].ToArray();
    }

    private byte[] SaltOf(DateTimeOffset at)
    {
        int today = (int)(at.UtcTicks / TimeSpan.TicksPerDay);
        lock (guard)
        {
            if (today != day)
            {
                CryptographicOperations.ZeroMemory(salt);
                salt = RandomNumberGenerator.GetBytes(32);
                day = today;
            }

            return [.. salt];
        }
    }
}
