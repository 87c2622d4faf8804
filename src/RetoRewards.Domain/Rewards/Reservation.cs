using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;

namespace RetoRewards.Domain.Rewards;

/// <summary>Takes the rewards of one event out of the budgets that pay for them: all together or not at all.</summary>
internal static class Reservation
{
    /// <summary>Reserves the rewards from the campaign's budget, or each funder's part from the funder's own.</summary>
    /// <param name="running">The budgets, moved forward when they suffice.</param>
    /// <param name="campaign">The campaign that decides.</param>
    /// <param name="funding">Who pays; null when the campaign pays all.</param>
    /// <param name="lines">The rewards.</param>
    /// <param name="total">Their sum; above 2^96 - 1 when no budget could hold it.</param>
    /// <param name="shares">For a joint campaign each funder's part of each reward, in the agreed order; else null.</param>
    /// <returns>False when the budgets do not suffice, and then nothing is reserved.</returns>
    public static bool TryTake(
        RunningState running,
        CampaignId campaign,
        FunderSplit? funding,
        List<RewardLine> lines,
        UInt128 total,
        out IReadOnlyList<IReadOnlyList<TokenAmount>>? shares)
    {
        shares = null;
        if (funding is not null)
        {
            shares = TakeParts(running, campaign, funding, lines);
            return shares is not null;
        }

        if (total > running.Available.BaseUnits)
        {
            return false;
        }

        running.Reserve(TokenAmount.FromBaseUnits(total));
        return true;
    }

    /// <summary>Each funder's part of the rewards, with what is posted to its own campaign.</summary>
    /// <param name="funding">Who pays.</param>
    /// <param name="shares">What <see cref="TryTake"/> has shared out.</param>
    /// <param name="lines">The whole rewards.</param>
    /// <param name="post">Makes the posting of a funder's campaign.</param>
    public static List<FunderPart> PartsOf(
        FunderSplit funding,
        IReadOnlyList<IReadOnlyList<TokenAmount>> shares,
        List<RewardLine> lines,
        Func<CampaignId, List<RewardLine>, LedgerTransaction> post)
    {
        List<FunderPart> parts = [];
        for (int funder = 0; funder < shares.Count; funder++)
        {
            CampaignId campaign = funding.Funders[funder].Campaign;
            IReadOnlyList<TokenAmount> amounts = shares[funder];

            // The part keeps the whole's uncut amount, so that a refund shrinks it in proportion to the whole.
            List<RewardLine> own = [.. lines.Select((line, index) => line with { Amount = amounts[index] }).Where(line => !line.Amount.IsZero)];
            if (own.Count > 0)
            {
                parts.Add(new FunderPart(campaign, own, post(campaign, own)));
            }
        }

        return parts;
    }

    private static IReadOnlyList<IReadOnlyList<TokenAmount>>? TakeParts(
        RunningState running, CampaignId campaign, FunderSplit funding, List<RewardLine> lines)
    {
        IReadOnlyList<IReadOnlyList<TokenAmount>>? shares = funding.Share(
            [.. lines.Select(line => line.Amount)],
            funder => funder == campaign ? running.Available : running.PartnerBudgets.GetValueOrDefault(funder));
        for (int index = 0; index < (shares?.Count ?? 0); index++)
        {
            CampaignId funder = funding.Funders[index].Campaign;
            TokenAmount part = shares![index].Aggregate(TokenAmount.Zero, (sum, amount) => sum + amount);
            if (funder == campaign)
            {
                running.Reserve(part);
            }
            else if (!part.IsZero)
            {
                running.Reserve(funder, part);
            }
        }

        return shares;
    }
}
