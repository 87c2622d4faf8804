using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Domain.Payouts;

/// <summary>A campaign's claim to places of a lane.</summary>
/// <param name="Partner">Whose campaign it is.</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="InFlight">How many of its batches are on their way.</param>
/// <param name="MaxInFlight">How many may be.</param>
/// <param name="LastServed">Grows with every signing on the lane; the higher, the more recently this campaign was served; 0 for never.</param>
/// <param name="Waiting">Its batches that may be signed, in their order.</param>
public sealed record LaneClaim(
    PartnerId Partner, CampaignId Campaign, int InFlight, int MaxInFlight, long LastServed, IReadOnlyList<PayoutBatchId> Waiting);

/// <summary>Shares the places of a lane: partner after partner, and a partner's campaigns in turn.</summary>
/// <remarks>
/// Each place goes to the partner with the fewest batches on their way, of several to the one served longest ago; inside a partner to the
/// campaign by the same rule. So a partner with a thousand batches waits for its next place no longer than one with a single batch waits.
/// </remarks>
public static class LaneTurns
{
    /// <summary>Chooses what is signed next.</summary>
    /// <param name="claims">One a campaign.</param>
    /// <param name="places">How many transactions the lane may take; 0 or more.</param>
    /// <returns>The batches in the order in which they get their nonces; a campaign's own in their order.</returns>
    public static IReadOnlyList<PayoutBatchId> Choose(IReadOnlyCollection<LaneClaim> claims, int places)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(places);
        Standing[] standings = [.. claims.Select(claim => new Standing(claim))];
        List<PayoutBatchId> chosen = [];
        long turn = claims.Count == 0 ? 0 : claims.Max(claim => claim.LastServed);
        while (chosen.Count < places)
        {
            Standing? next = standings
                .Where(one => one.MayTake)
                .GroupBy(one => one.Claim.Partner)
                .OrderBy(partner => standings.Where(one => one.Claim.Partner == partner.Key).Sum(one => one.OnTheirWay))
                .ThenBy(partner => standings.Where(one => one.Claim.Partner == partner.Key).Max(one => one.LastServed))
                .ThenBy(partner => partner.Key.Value)
                .SelectMany(partner => partner.OrderBy(one => one.OnTheirWay).ThenBy(one => one.LastServed).ThenBy(one => one.Claim.Campaign.Value))
                .FirstOrDefault();
            if (next is null)
            {
                break;
            }

            chosen.Add(next.Take(++turn));
        }

        return chosen;
    }

    private sealed class Standing(LaneClaim claim)
    {
        private int taken;

        public LaneClaim Claim => claim;

        public int OnTheirWay => claim.InFlight + taken;

        public long LastServed { get; private set; } = claim.LastServed;

        public bool MayTake => taken < claim.Waiting.Count && OnTheirWay < claim.MaxInFlight;

        public PayoutBatchId Take(long turn)
        {
            LastServed = turn;
            return claim.Waiting[taken++];
        }
    }
}
