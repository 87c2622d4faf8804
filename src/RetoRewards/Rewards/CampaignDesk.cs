using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;

namespace RetoRewards.Rewards;

/// <summary>What the decisions of one campaign work with within a run.</summary>
internal sealed class CampaignDesk
{
    public required Campaign Campaign { get; init; }

    /// <summary>Budget, limits and counts as they stand.</summary>
    public required RunningState Running { get; init; }

    /// <summary>What the rows of limits hold.</summary>
    public required Dictionary<LimitKey, TokenAmount> StoredLimits { get; init; }

    /// <summary>What the rows of counts hold.</summary>
    public required Dictionary<CounterKey, int> StoredCounts { get; init; }

    /// <summary>The campaigns of the other funders of a joint campaign; none for most.</summary>
    public IReadOnlyList<CampaignId> Funders { get; init; } = [];

    /// <summary>Rewards for thresholds by the referrer whose customers they count.</summary>
    public required ILookup<ParticipantId, GrantedRow> Thresholds { get; init; }

    /// <summary>Rewards for thresholds that this run has promised, by the same.</summary>
    public List<(ParticipantId Referrer, GrantedRow Reward)> NewThresholds { get; } = [];

    /// <summary>The sales that were decided in this run, in their order, as they were looked at.</summary>
    public List<SaleInContext> Decided { get; } = [];

    public IEnumerable<GrantedRow> ThresholdsOf(ParticipantId referrer) =>
        Thresholds[referrer].Concat(NewThresholds.Where(one => one.Referrer == referrer).Select(one => one.Reward));
}
