namespace RetoRewards.Domain.Referrals;

/// <summary>Counts what falls together in a span of time.</summary>
public static class TimeWindows
{
    /// <summary>The most moments that lie in one window which holds a given moment.</summary>
    /// <remarks>A window is as long as the rule says, its first moment included and its end not. It does not matter in which order the moments
    /// became known.</remarks>
    /// <param name="moments">All moments, in any order, the given one among them.</param>
    /// <param name="at">The moment that the window must hold.</param>
    /// <param name="window">How long a window is; one without length holds nothing.</param>
    /// <returns>0 when no moment lies near.</returns>
    public static int MostAround(IEnumerable<DateTimeOffset> moments, DateTimeOffset at, TimeSpan window)
    {
        long length = window.Ticks;
        long center = at.UtcTicks;
        long[] near = [.. moments.Select(moment => moment.UtcTicks).Where(ticks => Math.Abs(ticks - center) < length).Order()];
        int most = 0;
        int end = 0;
        for (int start = 0; start < near.Length && near[start] <= center; start++)
        {
            while (end < near.Length && near[end] - near[start] < length)
            {
                end++;
            }

            most = Math.Max(most, end - start);
        }

        return most;
    }
}
