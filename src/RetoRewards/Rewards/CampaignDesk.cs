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

    /// <summary>The campaigns of the other funders of a joint campaign, in any version of its terms; none for most.</summary>
    public IReadOnlyList<Campaign> Funders { get; init; } = [];

    /// <summary>Rewards for thresholds by the referrer whose customers they count.</summary>
    public required ILookup<ParticipantId, GrantedRow> Thresholds { get; init; }

    /// <summary>Rewards for thresholds that this run has promised, by the same.</summary>
    public List<(ParticipantId Referrer, GrantedRow Reward)> NewThresholds { get; } = [];

    /// <summary>The sales that were decided in this run, in their order, as they were looked at.</summary>
    public List<SaleInContext> Decided { get; } = [];

    /// <summary>Takes over what the ledger holds now; a funder that may not pay for something of that moment counts as dry.</summary>
    public void LoadBudgets(LedgerView ledger, DateTimeOffset at)
    {
        Running.LoadBudget(ledger.BudgetOf(Campaign.Id));
        foreach (Campaign funder in Funders)
        {
            Running.LoadBudget(funder.Id, funder.MayFund(at) ? ledger.BudgetOf(funder.Id) : TokenAmount.Zero);
        }
    }

    public IEnumerable<GrantedRow> ThresholdsOf(ParticipantId referrer) =>
        Thresholds[referrer].Concat(NewThresholds.Where(one => one.Referrer == referrer).Select(one => one.Reward));
}
