using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Rewards;

/// <summary>Everything of a <see cref="RunningState"/> that a run of decisions may look at, so that the host can load it first.</summary>
public static class RunningKeys
{
    /// <summary>The limits that a run may look at.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="sales">The sales of the run: an earlier one may bind the customer of a later one, so they are seen together.</param>
    public static IReadOnlySet<LimitKey> Limits(Campaign campaign, IReadOnlyList<SaleInContext> sales)
    {
        HashSet<LimitKey> keys = [];
        ILookup<CustomerId?, ParticipantFacts> candidates = CandidatesByCustomer(sales);
        foreach (SaleInContext sale in sales)
        {
            if (campaign.TermsInForce(sale.Sale.SoldAt) is not { } terms)
            {
                continue;
            }

            foreach (ParticipantId participant in RecipientsOf(terms, sale, CandidatesOf(sale, candidates)))
            {
                AddKeys(keys, terms, sale, participant);
            }
        }

        return keys;
    }

    /// <summary>The counts that a run may look at: under rule 0 the customers that a referrer has brought, less those whose first purchase
    /// was wholly refunded; under a new-customer or threshold rule how often that rule has rewarded the referrer, which never falls.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="sales">The sales of the run.</param>
    public static IReadOnlySet<CounterKey> Counters(Campaign campaign, IReadOnlyList<SaleInContext> sales)
    {
        HashSet<CounterKey> keys = [];
        int[] rules = [0, .. campaign.Versions
            .SelectMany(terms => terms.Rules)
            .Where(rule => rule.Kind is RuleKind.NewCustomer or RuleKind.Threshold)
            .Select(rule => rule.Number)
            .Distinct()];
        foreach (ParticipantFacts referrer in sales.SelectMany(Candidates))
        {
            keys.UnionWith(rules.Select(rule => new CounterKey(rule, referrer.Id)));
        }

        return keys;
    }

    /// <summary>The limits that a reward which no sale earns may look at.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="at">The moment that chooses the terms.</param>
    /// <param name="participant">Who would be rewarded.</param>
    public static IReadOnlySet<LimitKey> Flat(Campaign campaign, DateTimeOffset at, ParticipantId participant)
    {
        HashSet<LimitKey> keys = [];
        if (campaign.TermsInForce(at) is not { } terms)
        {
            return keys;
        }

        foreach (ParticipantId recipient in terms.Rules.Select(rule => rule.Beneficiary).OfType<ParticipantId>().Append(participant))
        {
            foreach (Limit limit in terms.Limits)
            {
                if (LimitKey.For(limit, at, recipient, null, null) is { } key)
                {
                    keys.Add(key);
                }
            }
        }

        return keys;
    }

    private static void AddKeys(HashSet<LimitKey> keys, Terms terms, SaleInContext sale, ParticipantId participant)
    {
        foreach (Limit limit in terms.Limits)
        {
            if (LimitKey.For(limit, sale.Sale.SoldAt, participant, sale.Customer?.Id, sale.Sale.Place) is { } key)
            {
                keys.Add(key);
            }
        }
    }

    private static ILookup<CustomerId?, ParticipantFacts> CandidatesByCustomer(IReadOnlyList<SaleInContext> sales) =>
        sales.Where(sale => sale.Customer is not null)
            .SelectMany(sale => Candidates(sale).Select(facts => (sale.Customer!.Id, facts)))
            .ToLookup(pair => (CustomerId?)pair.Id, pair => pair.facts);

    private static IEnumerable<ParticipantFacts> CandidatesOf(SaleInContext sale, ILookup<CustomerId?, ParticipantFacts> candidates) =>
        sale.Customer is { } customer ? candidates[customer.Id] : Candidates(sale);

    private static IEnumerable<ParticipantFacts> Candidates(SaleInContext sale) =>
        new[] { sale.Code.Owner, sale.Customer?.BoundTo }.Concat(sale.Clicks.Select(click => click.Owner)).OfType<ParticipantFacts>();

    // An employee whose code was used stands in the seller's role where the sale names no seller.
    private static IEnumerable<ParticipantFacts?> Employees(SaleInContext sale) =>
        [sale.Code.Employee, sale.Customer?.BoundEmployee, .. sale.Clicks.Select(click => click.Employee)];

    private static IEnumerable<ParticipantId> RecipientsOf(Terms terms, SaleInContext sale, IEnumerable<ParticipantFacts> referrers) =>
        referrers
            .SelectMany(referrer => new[] { referrer, referrer.Upline, referrer.Upline?.Upline })
            .Append(sale.Customer?.Buyer)
            .Append(sale.Seller)
            .Concat(Employees(sale))
            .OfType<ParticipantFacts>()
            .Select(facts => facts.Id)
            .Concat(terms.Rules.Select(rule => rule.Beneficiary).OfType<ParticipantId>())
            .Distinct();
}
