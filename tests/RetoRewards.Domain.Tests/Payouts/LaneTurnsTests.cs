using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Domain.Tests.Payouts;

public sealed class LaneTurnsTests
{
    private static readonly PartnerId[] Partners = [.. Enumerable.Range(0, 3).Select(_ => new PartnerId(Guid.NewGuid()))];

    [Fact]
    public void Partners_take_turns_whatever_they_have_waiting()
    {
        LaneClaim large = Claim(0, waiting: 1_000);
        LaneClaim small = Claim(1, waiting: 2);

        IReadOnlyList<PayoutBatchId> chosen = LaneTurns.Choose([large, small], places: 6);

        Assert.Equal([2, 4], [chosen.Count(small.Waiting.Contains), chosen.Count(large.Waiting.Contains)]);
        Assert.Equal(2, chosen.Take(4).Count(small.Waiting.Contains));
        Assert.Equal(large.Waiting.Take(4), chosen.Where(large.Waiting.Contains));
    }

    [Fact]
    public void Many_campaigns_of_one_partner_take_no_more_than_its_turn()
    {
        LaneClaim[] many = [.. Enumerable.Range(0, 10).Select(_ => Claim(0, waiting: 5))];
        LaneClaim other = Claim(1, waiting: 5);

        IReadOnlyList<PayoutBatchId> chosen = LaneTurns.Choose([.. many, other], places: 10);

        Assert.Equal(5, chosen.Count(other.Waiting.Contains));
        Assert.Equal(5, many.Count(claim => chosen.Any(claim.Waiting.Contains)));
    }

    [Fact]
    public void With_one_place_at_a_time_the_one_served_longest_ago_is_next()
    {
        long served = 0;
        Dictionary<int, int> turns = [];
        long[] last = new long[3];
        for (int round = 0; round < 30; round++)
        {
            LaneClaim[] claims = [.. Enumerable.Range(0, 3).Select(partner => Claim(partner, waiting: 5, lastServed: last[partner]))];
            PayoutBatchId chosen = Assert.Single(LaneTurns.Choose(claims, places: 1));
            int partner = Array.FindIndex(claims, claim => claim.Waiting.Contains(chosen));
            last[partner] = ++served;
            turns[partner] = turns.GetValueOrDefault(partner) + 1;
        }

        Assert.All(turns.Values, count => Assert.Equal(10, count));
    }

    [Fact]
    public void No_campaign_has_more_on_its_way_than_it_may()
    {
        LaneClaim claim = Claim(0, waiting: 50, inFlight: 3, most: 5);

        Assert.Equal(claim.Waiting.Take(2), LaneTurns.Choose([claim], places: 16));
        Assert.Empty(LaneTurns.Choose([claim with { InFlight = 5 }], places: 16));
        Assert.Empty(LaneTurns.Choose([claim], places: 0));
    }

    private static LaneClaim Claim(int partner, int waiting, int inFlight = 0, int most = 128, long lastServed = 0) => new(
        Partners[partner],
        new CampaignId(Guid.NewGuid()),
        inFlight,
        most,
        lastServed,
        [.. Enumerable.Range(0, waiting).Select(_ => new PayoutBatchId(Guid.NewGuid()))]);
}
