using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;

namespace RetoRewards.Referrals.Links;

/// <summary>Counts a minute's visits by address, in memory only, against floods and against guessing codes.</summary>
internal sealed class VisitorLimits(IOptions<ReferralLinkOptions> options, TimeProvider clock)
{
    /// <summary>Most addresses that are counted at once; a minute with more of them forgets and begins again.</summary>
    private const int MaxAddresses = 100_000;

    private readonly int clicks = options.Value.ClicksPerMinute;
    private readonly int unknown = options.Value.UnknownCodesPerMinute;
    private Minute current = new(-1);

    /// <summary>Whether a click of this address is still recorded.</summary>
    public bool MayClick(IPAddress address) => Count(Now().Clicks, address) <= clicks;

    /// <summary>Whether this address may still ask for codes that nobody holds.</summary>
    public bool MayGuess(IPAddress address) => !Now().Unknown.TryGetValue(address, out Tally? tally) || tally.Count < unknown;

    /// <summary>Notes a code that nobody holds.</summary>
    public void NoteUnknown(IPAddress address) => Count(Now().Unknown, address);

    private static int Count(ConcurrentDictionary<IPAddress, Tally> tallies, IPAddress address)
    {
        if (!tallies.TryGetValue(address, out Tally? tally))
        {
            if (tallies.Count >= MaxAddresses)
            {
                tallies.Clear();
            }

            tally = tallies.GetOrAdd(address, static _ => new Tally());
        }

        return Interlocked.Increment(ref tally.Count);
    }

    private Minute Now()
    {
        long minute = clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
        Minute seen = current;
        if (seen.Number == minute)
        {
            return seen;
        }

        Minute next = new(minute);
        return Interlocked.CompareExchange(ref current, next, seen) == seen ? next : current;
    }

    private sealed class Minute(long number)
    {
        public long Number { get; } = number;

        public ConcurrentDictionary<IPAddress, Tally> Clicks { get; } = new();

        public ConcurrentDictionary<IPAddress, Tally> Unknown { get; } = new();
    }

    private sealed class Tally
    {
        public int Count;
    }
}
