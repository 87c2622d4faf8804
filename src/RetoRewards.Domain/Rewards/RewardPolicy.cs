using System.Runtime.InteropServices;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>Decides what sales earn: the one place where rewards are promised, quoted and simulated.</summary>
public static class RewardPolicy
{
    /// <summary>The most sales of one run.</summary>
    public const int MaxSalesPerRun = 10_000;

    /// <summary>Decides sales of one campaign in order of arrival, each to exactly one outcome.</summary>
    /// <remarks>Pure but for <paramref name="running"/>, which it moves forward: budget, limits and first purchases are consumed by each
    /// sale before the next one is looked at. A sale's rewards are promised all together or not at all.</remarks>
    /// <param name="campaign">The campaign, with its terms.</param>
    /// <param name="sales">At most <see cref="MaxSalesPerRun"/> sales, in order of arrival.</param>
    /// <param name="rates">The conversion rates now.</param>
    /// <param name="running">What has been consumed so far.</param>
    /// <param name="now">The moment of the decision, which the postings carry.</param>
    /// <returns>A decision for each sale, in the same order.</returns>
    /// <exception cref="ArgumentException">There are more sales than the bound.</exception>
    public static IReadOnlyList<RewardDecision> Decide(
        Campaign campaign, IReadOnlyList<SaleInContext> sales, ConversionRates rates, RunningState running, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sales.Count, MaxSalesPerRun, nameof(sales));
        RewardDecision[] decisions = new RewardDecision[sales.Count];
        Deliberation deliberation = new(running, rates);
        for (int index = 0; index < decisions.Length; index++)
        {
            decisions[index] = DecideOne(campaign, sales[index], deliberation, now);
        }

        return decisions;
    }

    private static RewardDecision DecideOne(Campaign campaign, SaleInContext sale, Deliberation draft, DateTimeOffset now)
    {
        Terms? terms = campaign.TermsInForce(sale.Sale.SoldAt);
        if (Admission.Check(campaign, sale, terms) is { } barred)
        {
            return new RewardDecision { EventId = sale.EventId, Outcome = barred, TermsVersion = terms?.Version ?? 0 };
        }

        draft.Begin(sale, terms!);
        draft.IsNew = sale.Customer is { } customer
            && (sale.ContinuesFirstPurchase || draft.Running.IsNew(customer, sale.Sale.Id));
        draft.Attribution = Attribution.Find(sale, draft.Running.BoundTo(sale.Customer), draft.IsNew, draft.RulesFor(campaign, terms!));
        if (draft.Attribution is { IsOutside: true, Refusal: { } outside })
        {
            return new RewardDecision
            {
                EventId = sale.EventId,
                Outcome = AttributionRefusals.Outcome(outside),
                TermsVersion = terms!.Version,
            };
        }

        EvaluateRules(campaign, terms!, draft);

        UInt128 total = draft.RateMissing ? 0 : RewardCuts.Apply(draft, terms!);
        Outcome outcome = OutcomeOf(campaign, draft, terms!, total);
        if (outcome != Outcome.Rewarded)
        {
            RewardCuts.Undo(draft);
            draft.Lines.Clear();
        }

        if (outcome.IsTerminal())
        {
            Consume(draft, terms!);
        }

        return Conclude(campaign, terms!, draft, outcome, now);
    }

    // Percentages follow the terms of the payment's moment, fixed amounts those of the sale's; mostly the two are one version.
    private static void EvaluateRules(Campaign campaign, Terms terms, Deliberation draft)
    {
        bool firstCapture = draft.Capture.Ordinal == 0;
        Terms captureTerms = campaign.TermsInForce(draft.Capture.At) ?? terms;
        draft.TakeBases(captureTerms.Base);
        if (ReferenceEquals(captureTerms, terms))
        {
            foreach (Rule rule in terms.RuleSpan)
            {
                RuleEvaluation.Evaluate(draft, terms, rule, percentages: true, fixedAmounts: firstCapture);
            }

            return;
        }

        foreach (Rule rule in captureTerms.RuleSpan)
        {
            RuleEvaluation.Evaluate(draft, captureTerms, rule, percentages: true, fixedAmounts: false);
        }

        if (firstCapture)
        {
            draft.TakeBases(terms.Base);
            foreach (Rule rule in terms.RuleSpan)
            {
                RuleEvaluation.Evaluate(draft, terms, rule, percentages: false, fixedAmounts: true);
            }

            draft.TakeBases(captureTerms.Base);
        }
    }

    private static Outcome OutcomeOf(Campaign campaign, Deliberation draft, Terms terms, UInt128 total)
    {
        if (draft.RateMissing)
        {
            return Outcome.RateMissing;
        }

        if (draft.Lines.Count == 0)
        {
            return NothingBecause(draft);
        }

        bool holds = Reservation.TryTake(draft.Running, campaign.Id, terms.Funding, draft.Lines, total, out IReadOnlyList<IReadOnlyList<TokenAmount>>? shares);
        draft.Shares = shares;
        return holds ? Outcome.Rewarded
            : terms.DryBudget == DryBudget.Wait ? Outcome.BudgetPending
            : Outcome.BudgetExhausted;
    }

    private static Outcome NothingBecause(Deliberation draft)
    {
        if (draft.Saw(StepKind.CutByLimit) || draft.Saw(StepKind.CutBySaleCap) || draft.Saw(StepKind.NewCustomersExhausted))
        {
            return Outcome.LimitReached;
        }

        if (draft.Saw(StepKind.RoundedToNothing))
        {
            return Outcome.AmountTooSmall;
        }

        if (draft.Saw(StepKind.NothingByRate) || draft.Saw(StepKind.PercentageTaken) || draft.Saw(StepKind.DiscountGiven))
        {
            return Outcome.Measured;
        }

        if (draft.Attribution.Referrer is not null)
        {
            return Outcome.NoRuleApplies;
        }

        return draft.Attribution.Refusal is { } refusal ? AttributionRefusals.Outcome(refusal) : Outcome.NoReferrer;
    }

    // A customer is bound at its first purchase and never again, rewarded or not; limits and counts are consumed for good.
    private static void Consume(Deliberation draft, Terms terms)
    {
        if (!draft.IsNew || draft.Context.Customer is not { } customer)
        {
            return;
        }

        draft.Running.Bind(customer, draft.Context.Sale.Id, draft.Context.Sale.SoldAt, draft.Attribution);
        if (draft.Capture.Ordinal > 0 || draft.Attribution.Referrer is not { } referrer)
        {
            return;
        }

        draft.Running.CountOne(new CounterKey(0, referrer.Id));
        foreach (RewardLine line in draft.Lines)
        {
            if (line.Role == RewardRole.Level1 && IsCounted(terms, line.Rule))
            {
                draft.Running.CountOne(new CounterKey(line.Rule, referrer.Id));
            }
        }
    }

    private static bool IsCounted(Terms terms, int number)
    {
        foreach (Rule rule in terms.RuleSpan)
        {
            if (rule.Number == number)
            {
                return rule.Kind is RuleKind.NewCustomer or RuleKind.Threshold;
            }
        }

        return false;
    }

    private static RewardDecision Conclude(Campaign campaign, Terms terms, Deliberation draft, Outcome outcome, DateTimeOffset now)
    {
        bool rewarded = outcome == Outcome.Rewarded;
        SaleInContext sale = draft.Context;
        return new RewardDecision
        {
            EventId = sale.EventId,
            Outcome = outcome,
            Lines = rewarded ? draft.Lines.ToArray() : [],
            Steps = draft.Steps.ToArray(),
            TermsVersion = terms.Version,
            AttributedBy = draft.Attribution.Kind,
            Referrer = draft.Attribution.Referrer?.Id,
            Employee = draft.Attribution.Employee?.Id,
            ClickId = draft.Attribution.ClickId,
            NotCredited = draft.Attribution.Refusal,
            FirstPurchase = draft.IsNew,
            DiscountMinorUnits = draft.DiscountMinorUnits,
            PayableFrom = rewarded ? Later(sale.PaidAt!.Value, sale.DeliveredAt!.Value) + terms.Hold : null,
            Transaction = rewarded && draft.Shares is null ? Post(campaign.Id, draft, draft.Lines, now) : null,
            FunderParts = rewarded && draft.Shares is not null ? PartsOf(terms.Funding!, draft, now) : [],
        };
    }

    private static List<FunderPart> PartsOf(FunderSplit funding, Deliberation draft, DateTimeOffset now) =>
        Reservation.PartsOf(funding, draft.Shares!, draft.Lines, (funder, lines) => Post(funder, draft, lines, now));

    private static LedgerTransaction Post(CampaignId campaign, Deliberation draft, List<RewardLine> lines, DateTimeOffset now)
    {
        draft.Amounts.Clear();
        foreach (RewardLine line in lines)
        {
            draft.Amounts.Add(new ParticipantAmount(line.Participant, line.Amount));
        }

        return LedgerTransaction.RewardEarned(
            campaign, $"sale-event:{draft.Context.EventId.Value}", now, CollectionsMarshal.AsSpan(draft.Amounts));
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left >= right ? left : right;
}
