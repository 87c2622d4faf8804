using System.Net;

namespace RetoRewards.Referrals.Places;

/// <summary>Finds the visitor's address behind proxies that the operator named, and believes nobody else.</summary>
internal static class VisitorAddress
{
    /// <summary>Most proxies in a chain; beyond them the last one that was believed stands.</summary>
    public const int MaxHops = 16;

    /// <summary>The address of a visitor.</summary>
    /// <remarks>
    /// Each proxy appends the address that it saw, so the header is read from its right end, and only as long as the one who wrote the
    /// entry is trusted. The first that is not trusted is the visitor. What a visitor puts into the header itself stands further left
    /// and is never reached. An entry that is no address ends the walk.
    /// </remarks>
    /// <param name="peer">Who is connected to us.</param>
    /// <param name="forwardedFor">The header X-Forwarded-For, all of its lines joined by commas; null without one.</param>
    /// <param name="trusted">The named proxies.</param>
    public static IPAddress Find(IPAddress? peer, string? forwardedFor, IReadOnlyList<IPNetwork> trusted)
    {
        IPAddress current = Plain(peer ?? IPAddress.None);
        if (trusted.Count == 0 || string.IsNullOrEmpty(forwardedFor))
        {
            return current;
        }

        ReadOnlySpan<char> rest = forwardedFor;
        for (int hop = 0; hop < MaxHops && rest.Length > 0 && IsTrusted(current, trusted); hop++)
        {
            int comma = rest.LastIndexOf(',');
            ReadOnlySpan<char> entry = rest[(comma + 1)..].Trim();
            rest = comma < 0 ? [] : rest[..comma];
            if (!TryRead(entry, out IPAddress? address))
            {
                break;
            }

            current = Plain(address);
        }

        return current;
    }

    /// <summary>The network that counts as one visitor: an address of IPv4, and the first 64 bits of one of IPv6, since whoever has one of
    /// those has all the others of its network.</summary>
    public static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private static bool IsTrusted(IPAddress address, IReadOnlyList<IPNetwork> trusted)
    {
        foreach (IPNetwork network in trusted)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    // Some proxies add the port: 192.0.2.1:4711 or [2001:db8::1]:4711.
    private static bool TryRead(ReadOnlySpan<char> entry, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        if (entry.Length > 0 && entry[0] == '[' && entry.IndexOf(']') is > 0 and int end)
        {
            entry = entry[1..end];
        }
        else if (entry.Count(':') == 1)
        {
            entry = entry[..entry.IndexOf(':')];
        }

        return IPAddress.TryParse(entry, out address);
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
