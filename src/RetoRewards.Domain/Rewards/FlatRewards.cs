using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>Rewards that no sale earns: for feedback, and flat ones by period.</summary>
public static class FlatRewards
{
    /// <summary>Decides what a feedback earns its author (R8, N14).</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="feedback">The feedback.</param>
    /// <param name="author">Its author.</param>
    /// <param name="rewardedBefore">Whether this author was rewarded for feedback on this purchase before.</param>
    /// <param name="rates">The conversion rates now.</param>
    /// <param name="running">Budget and limits, moved forward.</param>
    /// <param name="now">The moment of the decision.</param>
    public static RewardDecision DecideFeedback(
        Campaign campaign,
        Feedback feedback,
        ParticipantFacts author,
        bool rewardedBefore,
        ConversionRates rates,
        RunningState running,
        DateTimeOffset now)
    {
        Terms? terms = campaign.TermsInForce(feedback.GivenAt);
        Outcome? barred = Barred(campaign, feedback.GivenAt, terms, now) ?? (rewardedBefore ? Outcome.AlreadyRewarded : null);
        if (barred is { } outcome)
        {
            return new RewardDecision { EventId = feedback.EventId, Outcome = outcome };
        }

        Occasion occasion = new(feedback.EventId, feedback.GivenAt, author, RewardRole.Author, feedback.Polarity, 0, "feedback");
        return Decide(campaign, terms!, terms!.Rules.Where(rule => rule.Kind == RuleKind.Feedback), occasion, rates, running, now);
    }

    /// <summary>Decides the flat reward of a participant for a period that is over (T6).</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="ruleNumber">The rule, of the terms in force when the period ended.</param>
    /// <param name="recipient">Who receives it.</param>
    /// <param name="endedAt">The last moment of the period.</param>
    /// <param name="rewardedBefore">Whether this rule has rewarded this participant for this period before.</param>
    /// <param name="eventId">The id that the decision gets.</param>
    /// <param name="rates">The conversion rates now.</param>
    /// <param name="running">Budget and limits, moved forward.</param>
    /// <param name="now">The moment of the decision.</param>
    public static RewardDecision DecidePeriod(
        Campaign campaign,
        int ruleNumber,
        ParticipantFacts recipient,
        DateTimeOffset endedAt,
        bool rewardedBefore,
        SaleEventId eventId,
        ConversionRates rates,
        RunningState running,
        DateTimeOffset now)
    {
        Terms? terms = campaign.TermsInForce(endedAt);
        Rule? rule = terms?.Rules.FirstOrDefault(one => one.Kind == RuleKind.Period && one.Number == ruleNumber);
        Outcome? barred = Barred(campaign, endedAt, terms, now)
            ?? (rule is null ? Outcome.NoRuleApplies : rewardedBefore ? Outcome.AlreadyRewarded : null);
        if (barred is { } outcome)
        {
            return new RewardDecision { EventId = eventId, Outcome = outcome };
        }

        Occasion occasion = new(eventId, endedAt, recipient, RewardRole.Recipient, null, rule!.Period.IndexOf(endedAt), "period");
        return Decide(campaign, terms!, [rule], occasion, rates, running, now);
    }

    private static Outcome? Barred(Campaign campaign, DateTimeOffset at, Terms? terms, DateTimeOffset now) => campaign.State switch
    {
        CampaignState.Closed => Outcome.CampaignClosed,
        CampaignState.Draft or CampaignState.Funded => Outcome.CampaignNotLive,
        _ when at < campaign.StartsAt => Outcome.CampaignNotYetLive,
        _ when at >= campaign.EndsAt => Outcome.CampaignNoLongerLive,
        _ when terms is null => Outcome.BeforeFirstTerms,
        _ when now - at > terms.Lateness => Outcome.TooLate,
        CampaignState.Paused => Outcome.CampaignPaused,
        _ => null,
    };

    private static RewardDecision Decide(
        Campaign campaign,
        Terms terms,
        IEnumerable<Rule> rules,
        Occasion occasion,
        ConversionRates rates,
        RunningState running,
        DateTimeOffset now)
    {
        List<RewardLine> lines = [];
        List<ExplanationStep> steps = [];
        List<(LimitKey Key, TokenAmount Amount)> used = [];
        bool rateMissing = false;
        foreach (Rule rule in rules)
        {
            rateMissing |= !Earn(terms, rule, occasion, rates, running, lines, steps, used);
        }

        UInt128 total = lines.Aggregate(UInt128.Zero, (sum, line) => sum + line.Amount.BaseUnits);
        IReadOnlyList<IReadOnlyList<TokenAmount>>? shares = null;
        Outcome outcome = rateMissing ? Outcome.RateMissing
            : lines.Count == 0 ? Nothing(steps)
            : Reservation.TryTake(running, campaign.Id, terms.Funding, lines, total, out shares) ? Outcome.Rewarded
            : terms.DryBudget == DryBudget.Wait ? Outcome.BudgetPending
            : Outcome.BudgetExhausted;
        bool rewarded = outcome == Outcome.Rewarded;
        if (!rewarded)
        {
            used.ForEach(one => running.Return(one.Key, one.Amount));
        }

        return new RewardDecision
        {
            EventId = occasion.EventId,
            Outcome = outcome,
            Lines = rewarded ? lines : [],
            Steps = steps,
            TermsVersion = terms.Version,
            PayableFrom = rewarded ? now + terms.Hold : null,
            Transaction = rewarded && shares is null ? Post(campaign.Id, lines, occasion, now) : null,
            FunderParts = rewarded && shares is not null
                ? Reservation.PartsOf(terms.Funding!, shares, lines, (funder, own) => Post(funder, own, occasion, now))
                : [],
        };
    }

    private static LedgerTransaction Post(CampaignId campaign, List<RewardLine> lines, Occasion occasion, DateTimeOffset now) =>
        LedgerTransaction.RewardEarned(
            campaign,
            $"{occasion.Source}:{occasion.EventId}",
            now,
            [.. lines.Select(line => new ParticipantAmount(line.Participant, line.Amount))]);

    private static Outcome Nothing(List<ExplanationStep> steps) =>
        steps.Any(step => step.Kind == StepKind.CutByLimit) ? Outcome.LimitReached
        : steps.Any(step => step.Kind == StepKind.NothingByRate) ? Outcome.Measured
        : Outcome.NoRuleApplies;

    // False when a conversion rate is missing.
    private static bool Earn(
        Terms terms,
        Rule rule,
        Occasion occasion,
        ConversionRates rates,
        RunningState running,
        List<RewardLine> lines,
        List<ExplanationStep> steps,
        List<(LimitKey Key, TokenAmount Amount)> used)
    {
        int index = Pick(rule, occasion);
        Rate rate = index < 0 ? Rate.Nothing : rule.Rates[index].Rate;
        if (rate.Kind == RateKind.Nothing)
        {
            steps.Add(new ExplanationStep(
                index < 0 ? StepKind.NoRateFits : StepKind.NothingByRate, rule.Number, occasion.Role, RateIndex: index));
            return true;
        }

        ConversionRate? conversion = rate.FixedMoney is { } money ? rates.Find(money.Currency) : null;
        if (rate.FixedMoney is not null && conversion is null)
        {
            return false;
        }

        TokenAmount uncut = conversion is null ? rate.Amount : ShareMath.Convert(conversion, rate.FixedMoney!.MinorUnits);
        steps.Add(new ExplanationStep(StepKind.FixedEarned, rule.Number, occasion.Role, RateIndex: index, Amount: uncut));
        RewardLine line = new(
            rule.Number, occasion.Role, rule.Beneficiary ?? occasion.Who.Id, occasion.Ordinal, uncut, uncut, 0, null, conversion, terms.Version);
        TokenAmount amount = CutByLimits(terms, line, occasion, running, steps, used);
        if (!amount.IsZero)
        {
            lines.Add(line with { Amount = amount });
        }

        return true;
    }

    private static TokenAmount CutByLimits(
        Terms terms,
        RewardLine line,
        Occasion occasion,
        RunningState running,
        List<ExplanationStep> steps,
        List<(LimitKey Key, TokenAmount Amount)> used)
    {
        TokenAmount amount = line.Amount;
        List<LimitKey> keys = [];
        foreach (Limit limit in terms.Limits)
        {
            if (LimitKey.For(limit, occasion.At, line.Participant, null, null) is not { } key)
            {
                continue;
            }

            keys.Add(key);
            TokenAmount left = limit.Amount.SubtractDownToZero(running.Used(key));
            if (left < amount)
            {
                steps.Add(new ExplanationStep(StepKind.CutByLimit, line.Rule, line.Role, Limit: limit.Number, Amount: amount - left));
                amount = left;
            }
        }

        foreach (LimitKey key in keys)
        {
            running.Use(key, amount);
            used.Add((key, amount));
        }

        return amount;
    }

    private static int Pick(Rule rule, Occasion occasion)
    {
        for (int index = 0; index < rule.Rates.Count; index++)
        {
            Scope scope = rule.Rates[index].Scope;
            ScopeDimensions known = ScopeDimensions.Polarity | ScopeDimensions.Group | ScopeDimensions.ReferrerKind;
            bool fits = (scope.Dimensions & ~known) == 0
                && (scope.Polarity is null || scope.Polarity == occasion.Polarity)
                && (scope.Group is null || string.Equals(scope.Group, occasion.Who.Group, StringComparison.Ordinal))
                && (scope.ReferrerKind is null || scope.ReferrerKind == occasion.Who.Kind);
            if (fits)
            {
                return index;
            }
        }

        return -1;
    }

    private readonly record struct Occasion(
        SaleEventId EventId,
        DateTimeOffset At,
        ParticipantFacts Who,
        RewardRole Role,
        FeedbackPolarity? Polarity,
        int Ordinal,
        string Source);
}
