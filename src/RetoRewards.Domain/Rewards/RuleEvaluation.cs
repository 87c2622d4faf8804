using System.Runtime.InteropServices;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>What one rule gives for one sale before caps, limits and budget.</summary>
internal static class RuleEvaluation
{
    private const int SeenWords = (Rule.MaxRates + 63) / 64;

    /// <summary>Adds the rule's reward line, or the step that says why there is none.</summary>
    /// <param name="sale">The sale in hand.</param>
    /// <param name="terms">The terms that the rule is of.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="percentages">Whether percentages count.</param>
    /// <param name="fixedAmounts">Whether fixed amounts count.</param>
    public static void Evaluate(Deliberation sale, Terms terms, Rule rule, bool percentages, bool fixedAmounts)
    {
        if (rule.Kind is RuleKind.Period or RuleKind.Feedback)
        {
            return;
        }

        RewardRole role = RoleOf(rule);
        ParticipantFacts? recipient = Recipient(sale, role, out StepKind missing);
        if (recipient is null)
        {
            sale.Add(new ExplanationStep(missing, rule.Number, role));
            return;
        }

        StepKind barrier = Barrier(sale, rule, recipient);
        if (barrier != StepKind.None)
        {
            sale.Add(new ExplanationStep(barrier, rule.Number, role));
            return;
        }

        Earned earned = default;
        if (rule.VariesByLine)
        {
            TakeByLine(sale, rule, role, recipient, percentages, fixedAmounts, ref earned);
        }
        else
        {
            int index = RateChoice.Pick(rule, sale, recipient, default);
            Take(sale, rule, role, index, -1, sale.TotalBase, true, percentages, fixedAmounts, ref earned);
        }

        if (rule.Kind == RuleKind.Discount)
        {
            GiveDiscount(sale, rule, earned);
            return;
        }

        Promise(sale, terms, rule, role, rule.Beneficiary ?? recipient.Id, earned);
    }

    /// <summary>The role in which a rule rewards.</summary>
    public static RewardRole RoleOf(Rule rule) => rule.Kind switch
    {
        RuleKind.Purchase => (RewardRole)rule.Level,
        RuleKind.NewCustomer or RuleKind.Threshold => RewardRole.Level1,
        RuleKind.Buyer or RuleKind.Discount => RewardRole.Buyer,
        RuleKind.Seller => RewardRole.Seller,
        RuleKind.Feedback => RewardRole.Author,
        RuleKind.Period => RewardRole.Recipient,
        _ => throw new InvalidOperationException($"The rule kind {rule.Kind} has no role."),
    };

    private static ParticipantFacts? Recipient(Deliberation sale, RewardRole role, out StepKind missing)
    {
        missing = StepKind.NobodyInRole;
        ParticipantFacts? buyer = sale.Context.Customer?.Buyer;
        switch (role)
        {
            case RewardRole.Buyer:
                return buyer;
            case RewardRole.Seller:
                // Who served is the seller; where nobody is named, the employee whose code it was (T15).
                ParticipantFacts? seller = sale.Context.Seller ?? sale.Attribution.Employee;
                bool sellsToHimself = seller?.IsSamePersonAs(buyer) ?? false;
                missing = sellsToHimself ? StepKind.RoleIsBuyer : StepKind.NobodyInRole;
                return sellsToHimself ? null : seller;
            case RewardRole.Level1:
                return sale.Attribution.Referrer;
            default:
                ParticipantFacts? upline = sale.Attribution.Referrer?.Upline;
                upline = role == RewardRole.Level3 ? upline?.Upline : upline;
                if (upline is null)
                {
                    return null;
                }

                if (upline.IsSamePersonAs(buyer) || upline.IsSamePersonAs(sale.Attribution.Referrer))
                {
                    missing = StepKind.RoleIsBuyer;
                    return null;
                }

                missing = StepKind.UplineInactive;
                bool isActive = upline.Active && !sale.Context.InactiveUplines.Contains(upline.Id);
                return sale.UplineMustBeActive && !isActive ? null : upline;
        }
    }

    private static StepKind Barrier(Deliberation sale, Rule rule, ParticipantFacts recipient)
    {
        if (rule.Kind is not (RuleKind.NewCustomer or RuleKind.Threshold))
        {
            return StepKind.None;
        }

        if (!sale.IsNew)
        {
            return StepKind.CustomerNotNew;
        }

        if (sale.Capture.Ordinal > 0)
        {
            return StepKind.FixedDecidedBefore;
        }

        if (rule.Kind == RuleKind.Threshold)
        {
            int before = sale.Running.Count(new CounterKey(0, recipient.Id));
            return before + 1 != rule.ThresholdCustomers ? StepKind.ThresholdNotMet
                : sale.Running.Count(new CounterKey(rule.Number, recipient.Id)) > 0 ? StepKind.ThresholdPaidBefore
                : StepKind.None;
        }

        int rewarded = sale.Running.Count(new CounterKey(rule.Number, recipient.Id));
        return rewarded < (rule.MaxNewCustomers ?? int.MaxValue) ? StepKind.None : StepKind.NewCustomersExhausted;
    }

    private static void TakeByLine(
        Deliberation sale,
        Rule rule,
        RewardRole role,
        ParticipantFacts recipient,
        bool percentages,
        bool fixedAmounts,
        ref Earned earned)
    {
        Span<ulong> seen = stackalloc ulong[SeenWords];
        seen.Clear();
        ReadOnlySpan<SaleLine> lines = sale.Context.Sale.Lines;
        for (int line = 0; line < lines.Length; line++)
        {
            int index = RateChoice.Pick(rule, sale, recipient, lines[line]);
            bool first = index >= 0 && sale.WholeBase(line) > 0 && (seen[index / 64] & (1UL << (index % 64))) == 0;
            if (first)
            {
                seen[index / 64] |= 1UL << (index % 64);
            }

            Take(sale, rule, role, index, line, sale.Bases[line], first, percentages, fixedAmounts, ref earned);
        }
    }

    // A percentage is taken of every line that its rate fits; a fixed amount is earned once a sale, however many lines its rate fits.
    private static void Take(
        Deliberation sale,
        Rule rule,
        RewardRole role,
        int index,
        int line,
        long lineBase,
        bool first,
        bool percentages,
        bool fixedAmounts,
        ref Earned earned)
    {
        if (index < 0)
        {
            sale.Add(new ExplanationStep(StepKind.NoRateFits, rule.Number, role, line, BaseMinorUnits: lineBase));
            return;
        }

        Rate rate = rule.SortedRates[index].Rate;
        if (rate.Kind == RateKind.Nothing)
        {
            sale.Add(new ExplanationStep(StepKind.NothingByRate, rule.Number, role, line, index, lineBase));
            return;
        }

        if (rate.Kind == RateKind.Percentage)
        {
            if (percentages)
            {
                earned.BaseMinorUnits += lineBase;
                earned.WeightedBase += (UInt128)(ulong)lineBase * (ulong)rate.Share.Value;
                sale.Add(new ExplanationStep(
                    StepKind.PercentageTaken, rule.Number, role, line, index, lineBase, rate.Share.Value));
            }

            return;
        }

        // A fixed amount belongs to the sale, so the size of the payment that it is decided with does not matter.
        long whole = fixedAmounts ? sale.WholeBase(line) : 0;
        if (whole == 0)
        {
            return;
        }

        earned.BaseMinorUnits += whole;
        TokenAmount amount = first ? Fixed(sale, rule, rate, ref earned) : TokenAmount.Zero;
        earned.FixedBaseUnits += amount.BaseUnits;
        sale.Add(new ExplanationStep(StepKind.FixedEarned, rule.Number, role, line, index, whole, Amount: amount));
    }

    private static TokenAmount Fixed(Deliberation sale, Rule rule, Rate rate, ref Earned earned)
    {
        if (rate.Kind == RateKind.Tokens)
        {
            return rate.Amount;
        }

        Money money = rate.FixedMoney!;
        if (rule.Kind == RuleKind.Discount)
        {
            earned.FixedMinorUnits += money.Currency == sale.Context.Sale.Currency ? money.MinorUnits : 0;
            return TokenAmount.Zero;
        }

        earned.FixedConversion = sale.RateFor(money.Currency);
        return earned.FixedConversion is { } conversion ? ShareMath.Convert(conversion, money.MinorUnits) : TokenAmount.Zero;
    }

    private static void GiveDiscount(Deliberation sale, Rule rule, in Earned earned)
    {
        long discount = (long)(earned.WeightedBase / BasisPoints.Whole) + earned.FixedMinorUnits;
        discount = Math.Min(discount, sale.TotalBase - sale.DiscountMinorUnits);
        if (discount > 0)
        {
            sale.DiscountMinorUnits += discount;
            sale.Add(new ExplanationStep(StepKind.DiscountGiven, rule.Number, RewardRole.Buyer, BaseMinorUnits: discount));
        }
    }

    private static void Promise(
        Deliberation sale, Terms terms, Rule rule, RewardRole role, ParticipantId participant, in Earned earned)
    {
        ConversionRate? conversion = earned.WeightedBase > 0 ? sale.RateFor(sale.Context.Sale.Currency) : null;
        if (sale.RateMissing || (earned.WeightedBase == 0 && earned.FixedBaseUnits == 0))
        {
            return;
        }

        UInt128 percentage = conversion is null ? 0 : ShareMath.ConvertWeighted(conversion, earned.WeightedBase).BaseUnits;
        TokenAmount uncut = ShareMath.Bounded(percentage + earned.FixedBaseUnits);
        if (uncut.IsZero)
        {
            sale.Add(new ExplanationStep(StepKind.RoundedToNothing, rule.Number, role));
            return;
        }

        int ordinal = rule.Kind == RuleKind.Threshold ? rule.ThresholdCustomers : sale.Capture.Ordinal;
        Add(sale, new RewardLine(
            rule.Number, role, participant, ordinal, uncut, uncut, earned.BaseMinorUnits, conversion, earned.FixedConversion, terms.Version));
    }

    // A rule that was fixed at the sale and a percentage at the payment gives one reward of both parts, since a reward is identified by
    // its rule and not by its version.
    private static void Add(Deliberation sale, in RewardLine line)
    {
        Span<RewardLine> lines = CollectionsMarshal.AsSpan(sale.Lines);
        foreach (ref RewardLine earlier in lines)
        {
            if (earlier.Rule == line.Rule && earlier.Participant == line.Participant && earlier.Ordinal == line.Ordinal)
            {
                TokenAmount both = ShareMath.Bounded(earlier.Uncut.BaseUnits + line.Uncut.BaseUnits);
                earlier = earlier with { Amount = both, Uncut = both, FixedConversion = line.FixedConversion ?? earlier.FixedConversion };
                return;
            }
        }

        sale.Lines.Add(line);
    }

    private struct Earned
    {
        public long BaseMinorUnits;
        public UInt128 WeightedBase;
        public UInt128 FixedBaseUnits;
        public long FixedMinorUnits;
        public ConversionRate? FixedConversion;
    }
}
