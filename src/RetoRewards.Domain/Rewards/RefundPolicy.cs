using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>What refunds leave of rewards, at the frozen terms: the net position follows from all refunds together, never from their
/// order (N6).</summary>
/// <remarks>A percentage follows what is left of the base of its lines. A fixed amount stays while anything is left of the lines that
/// earned it, in any payment of the sale. A reward that caps or limits cut shrinks in proportion, rounded down. Limits are not
/// reopened. What is taken back goes to the budget while no batch has taken the reward, and is a debt from then on. A base that comes
/// back (a second payment arrives after the first was refunded) gives the reward again, as far as the budget holds it.</remarks>
public static class RefundPolicy
{
    /// <summary>Brings the rewards of a sale to where its refunds leave them.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="sale">The sale.</param>
    /// <param name="captures">Its decided payments with their rewards, in any order.</param>
    /// <param name="refunds">All its refunds known, in any order; each event once.</param>
    /// <param name="debtOf">What a participant owes the campaign.</param>
    /// <param name="available">What the budget holds.</param>
    /// <param name="reference">The event that asks, for the ledger.</param>
    /// <param name="now">The moment.</param>
    public static RefundDecision Decide(
        CampaignId campaign,
        Sale sale,
        IReadOnlyList<GrantedCapture> captures,
        IReadOnlyCollection<Refund> refunds,
        Func<ParticipantId, TokenAmount> debtOf,
        TokenAmount available,
        string reference,
        DateTimeOffset now)
    {
        GrantedCapture[] inOrder = [.. captures.OrderBy(one => one.Capture.At).ThenBy(one => one.Capture.PaidMinorUnits)];
        Refund[] once = [.. refunds.DistinctBy(refund => refund.EventId)];
        NetBases left = NetBases.Of(sale, inOrder, once);
        List<RewardAdjustment> wanted = [];
        for (int index = 0; index < inOrder.Length; index++)
        {
            foreach (GrantedReward reward in inOrder[index].Rewards)
            {
                wanted.Add(new RewardAdjustment(reward, NetOf(reward, left, index), reward.Due));
            }
        }

        return Conclude(campaign, wanted, debtOf, available, reference, now) with { NothingLeft = !left.AnyStands };
    }

    /// <summary>Brings threshold rewards to where a referrer's number of customers leaves them: below the threshold nothing is left, at
    /// it everything is, however often it is crossed (T8).</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="rewards">The referrer's threshold rewards.</param>
    /// <param name="customers">How many customers it has brought now.</param>
    /// <param name="debtOf">What a participant owes the campaign.</param>
    /// <param name="available">What the budget holds.</param>
    /// <param name="reference">The event that asks, for the ledger.</param>
    /// <param name="now">The moment.</param>
    public static RefundDecision DecideThresholds(
        CampaignId campaign,
        IReadOnlyList<GrantedReward> rewards,
        int customers,
        Func<ParticipantId, TokenAmount> debtOf,
        TokenAmount available,
        string reference,
        DateTimeOffset now) =>
        Conclude(
            campaign,
            [.. rewards.Select(reward => new RewardAdjustment(
                reward, customers >= reward.Line.Ordinal ? reward.Line.Amount : TokenAmount.Zero, reward.Due))],
            debtOf,
            available,
            reference,
            now);

    /// <summary>What is left of a reward when so much of the base is left.</summary>
    private static TokenAmount NetOf(GrantedReward reward, NetBases left, int capture)
    {
        UInt128 weighted = 0;
        UInt128 fixedUnits = 0;
        foreach (ExplanationStep step in reward.Steps)
        {
            if (step.Kind == StepKind.PercentageTaken)
            {
                ReadOnlySpan<long> lines = left.LeftOf(capture);
                long rest = step.Line < 0 ? Sum(lines) : lines[step.Line];
                weighted += (UInt128)(ulong)rest * (ulong)step.ShareBps;
            }
            else if (step.Kind == StepKind.FixedEarned && StillStands(reward.Steps, step, left))
            {
                fixedUnits += step.Amount.BaseUnits;
            }
        }

        RewardLine line = reward.Line;
        UInt128 percentage = line.Conversion is { } rate ? ShareMath.ConvertWeighted(rate, weighted).BaseUnits : 0;
        TokenAmount uncut = ShareMath.Bounded(percentage + fixedUnits);
        return uncut >= line.Uncut ? line.Amount : line.Amount.MultiplyDown(uncut.BaseUnits, line.Uncut.BaseUnits);
    }

    private static bool StillStands(IReadOnlyList<ExplanationStep> steps, ExplanationStep earned, NetBases left) =>
        steps.Any(step => step.Kind == StepKind.FixedEarned
            && step.RateIndex == earned.RateIndex
            && (step.Line < 0 ? left.AnyStands : left.Stands(step.Line)));

    private static long Sum(ReadOnlySpan<long> lines)
    {
        long sum = 0;
        foreach (long line in lines)
        {
            sum += line;
        }

        return sum;
    }

    private static RefundDecision Conclude(
        CampaignId campaign,
        List<RewardAdjustment> wanted,
        Func<ParticipantId, TokenAmount> debtOf,
        TokenAmount available,
        string reference,
        DateTimeOffset now)
    {
        AdjustmentPostings postings = new(debtOf, available);
        List<RewardAdjustment> adjustments = [];
        foreach (RewardAdjustment adjustment in wanted.Where(one => one.Net != one.Reward.Net))
        {
            if (postings.Take(adjustment) is { } done)
            {
                adjustments.Add(done);
            }
        }

        return new RefundDecision(adjustments, postings.Post(campaign, reference, now), false);
    }
}
