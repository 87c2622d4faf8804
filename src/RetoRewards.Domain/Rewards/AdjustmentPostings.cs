using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Rewards;

/// <summary>Gathers what adjustments of rewards post.</summary>
internal sealed class AdjustmentPostings(Func<ParticipantId, TokenAmount> debtOf, TokenAmount available)
{
    private readonly List<ParticipantAmount> fromPending = [];
    private readonly List<ParticipantAmount> fromPayable = [];
    private readonly List<ParticipantAmount> newDebts = [];
    private readonly List<ParticipantAmount> liftedDebts = [];
    private readonly List<ParticipantAmount> earnedAgain = [];
    private readonly List<ParticipantAmount> payableAgain = [];
    private readonly Dictionary<ParticipantId, TokenAmount> debts = [];
    private TokenAmount budget = available;

    /// <returns>The adjustment as far as it can be made; null when nothing of it can.</returns>
    public RewardAdjustment? Take(RewardAdjustment adjustment)
    {
        GrantedReward reward = adjustment.Reward;
        ParticipantId who = reward.Line.Participant;
        if (!adjustment.TakenBack.IsZero)
        {
            return TakeBack(adjustment, who);
        }

        TokenAmount given = TokenAmount.Min(
            adjustment.GivenAgain, reward.Standing == RewardStanding.Planned ? DebtOf(who) : budget);
        if (given.IsZero)
        {
            return null;
        }

        if (reward.Standing == RewardStanding.Planned)
        {
            debts[who] = DebtOf(who) - given;
            liftedDebts.Add(new ParticipantAmount(who, given));
        }
        else
        {
            budget -= given;
            earnedAgain.Add(new ParticipantAmount(who, given));
            if (reward.Standing == RewardStanding.Payable)
            {
                payableAgain.Add(new ParticipantAmount(who, given));
            }
        }

        bool isPlanned = reward.Standing == RewardStanding.Planned;
        return adjustment with { Net = reward.Net + given, Due = isPlanned ? reward.Due : reward.Due + given };
    }

    public IReadOnlyList<LedgerTransaction> Post(CampaignId campaign, string reference, DateTimeOffset now)
    {
        List<LedgerTransaction> transactions = [];
        if (fromPending.Count + fromPayable.Count > 0)
        {
            transactions.Add(LedgerTransaction.RefundedBeforePlanning(
                campaign, reference, now, [.. fromPending], [.. fromPayable]));
        }

        if (newDebts.Count > 0)
        {
            transactions.Add(LedgerTransaction.RefundedAfterPlanning(campaign, reference, now, [.. newDebts]));
        }

        if (liftedDebts.Count > 0)
        {
            transactions.Add(LedgerTransaction.DebtWrittenOff(campaign, reference, now, [.. liftedDebts]));
        }

        if (earnedAgain.Count > 0)
        {
            transactions.Add(LedgerTransaction.RewardEarned(campaign, reference, now, [.. earnedAgain]));
        }

        if (payableAgain.Count > 0)
        {
            transactions.Add(LedgerTransaction.HoldOver(campaign, reference, now, [.. payableAgain]));
        }

        return transactions;
    }

    // What no batch has taken goes back to the budget; the rest has been paid, or has settled a debt, and is owed.
    private RewardAdjustment TakeBack(RewardAdjustment adjustment, ParticipantId who)
    {
        GrantedReward reward = adjustment.Reward;
        TokenAmount fromDue = TokenAmount.Min(adjustment.TakenBack, reward.Due);
        if (!fromDue.IsZero)
        {
            (reward.Standing == RewardStanding.Pending ? fromPending : fromPayable).Add(new ParticipantAmount(who, fromDue));
        }

        TokenAmount owed = adjustment.TakenBack - fromDue;
        if (!owed.IsZero)
        {
            newDebts.Add(new ParticipantAmount(who, owed));
            debts[who] = DebtOf(who) + owed;
        }

        return adjustment with { Due = reward.Due - fromDue };
    }

    private TokenAmount DebtOf(ParticipantId who) => debts.TryGetValue(who, out TokenAmount debt) ? debt : debtOf(who);
}
