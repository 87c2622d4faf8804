using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Who brought whom: a participant's upline is the referrer that it was bound to as a customer of the same partner.</summary>
/// <remarks>The same person may be a customer of several partners and have another upline at each, so a run over the sales of several
/// partners asks for both.</remarks>
internal sealed class Uplines
{
    /// <summary>How many levels above a referrer a decision looks at.</summary>
    public const int LevelsAbove = 2;

    private readonly Dictionary<(PartnerId Partner, ParticipantId Below), ParticipantId> above;

    private Uplines(Dictionary<(PartnerId, ParticipantId), ParticipantId> above)
    {
        this.above = above;
    }

    /// <summary>Everybody who has an upline or is one.</summary>
    public IEnumerable<ParticipantId> Everyone => above.Keys.Select(key => key.Below).Concat(above.Values);

    /// <summary>Who brought somebody to a partner; null for nobody.</summary>
    public ParticipantId? Of(PartnerId partner, ParticipantId below) =>
        above.TryGetValue((partner, below), out ParticipantId upline) ? upline : null;

    public static async Task<Uplines> LoadAsync(
        RetoDbContext db, PartnerId[] partners, IReadOnlyCollection<ParticipantId> referrers, CancellationToken cancellationToken)
    {
        Dictionary<(PartnerId, ParticipantId), ParticipantId> uplines = [];
        HashSet<ParticipantId> asked = [];
        ParticipantId[] level = [.. referrers];
        for (int step = 0; step < LevelsAbove && level.Length > 0; step++)
        {
            ParticipantId[] current = level;
            asked.UnionWith(current);
            var found = await (
                    from customer in db.Set<CustomerRow>()
                    join binding in db.Set<CustomerBindingRow>() on customer.CustomerId equals binding.CustomerId
                    where partners.Contains(customer.PartnerId) && current.Contains(customer.ParticipantId) && binding.Referrer != null
                    orderby binding.BoundAt
                    select new { customer.PartnerId, customer.ParticipantId, binding.Referrer })
                .ToArrayAsync(cancellationToken);
            foreach (var one in found)
            {
                uplines.TryAdd((one.PartnerId, one.ParticipantId), one.Referrer!.Value);
            }

            level = [.. found.Select(one => one.Referrer!.Value).Distinct().Where(id => !asked.Contains(id))];
        }

        return new Uplines(uplines);
    }
}
