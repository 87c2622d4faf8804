using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>What draft terms would have cost over past sales, by the same code that decides; nothing is saved.</summary>
/// <param name="Sales">How many sales were looked at.</param>
/// <param name="Outcomes">How many ended in which way.</param>
/// <param name="Cost">What would have been promised in all.</param>
/// <param name="Participants">Who would have gained, the most first.</param>
/// <param name="DiscountMinorUnits">The discounts by currency code, in minor units.</param>
public sealed record Simulation(
    int Sales,
    IReadOnlyDictionary<Outcome, int> Outcomes,
    TokenAmount Cost,
    IReadOnlyList<(ParticipantId Participant, TokenAmount Amount)> Participants,
    IReadOnlyDictionary<string, long> DiscountMinorUnits)
{
    /// <summary>Runs draft terms over sales in order of arrival.</summary>
    /// <param name="draft">The terms; version and first moment count as for the campaign's first terms.</param>
    /// <param name="campaign">The campaign whose window counts; its own terms and state do not.</param>
    /// <param name="sales">The sales.</param>
    /// <param name="rates">The conversion rates to assume.</param>
    /// <param name="budget">The budget to assume; the funders of a joint campaign hold it by their shares.</param>
    /// <param name="now">The present moment.</param>
    public static Simulation Run(
        Terms draft,
        Campaign campaign,
        IReadOnlyList<SaleInContext> sales,
        ConversionRates rates,
        TokenAmount budget,
        DateTimeOffset now)
    {
        Campaign trial = Campaign.Restore(
            campaign.Id, campaign.Partner, campaign.StartsAt, campaign.EndsAt, CampaignState.Live, [draft]);
        RunningState running = new(budget);
        foreach ((CampaignId funder, BasisPoints share) in draft.Funding?.Funders ?? [])
        {
            if (funder == campaign.Id)
            {
                running.LoadBudget(budget.MultiplyDown(share));
            }
            else
            {
                running.LoadBudget(funder, budget.MultiplyDown(share));
            }
        }

        Dictionary<Outcome, int> outcomes = [];
        Dictionary<ParticipantId, TokenAmount> gains = [];
        Dictionary<string, long> discounts = [];
        int seen = 0;
        foreach (SaleInContext[] chunk in sales.Chunk(RewardPolicy.MaxSalesPerRun))
        {
            foreach (RewardDecision decision in RewardPolicy.Decide(trial, chunk, rates, running, now))
            {
                outcomes[decision.Outcome] = outcomes.GetValueOrDefault(decision.Outcome) + 1;
                foreach (RewardLine line in decision.Lines)
                {
                    gains[line.Participant] = gains.GetValueOrDefault(line.Participant) + line.Amount;
                }

                string currency = sales[seen].Sale.Currency.Code;
                discounts[currency] = discounts.GetValueOrDefault(currency) + decision.DiscountMinorUnits;
                seen++;
            }
        }

        return new Simulation(
            seen,
            outcomes,
            gains.Values.Aggregate(TokenAmount.Zero, (sum, gain) => sum + gain),
            [.. gains.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Value).Select(pair => (pair.Key, pair.Value))],
            discounts);
    }
}
