using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Campaigns;

/// <summary>One rule of a campaign: what it rewards, at which rates, and in which bounds.</summary>
public sealed class Rule
{
    /// <summary>The largest number of a rule.</summary>
    public const int MaxNumber = 999;

    /// <summary>The most rates that a rule may have.</summary>
    public const int MaxRates = 500;

    /// <summary>The longest description of a benefit in kind, in characters.</summary>
    public const int MaxPerkLength = 200;

    /// <summary>The highest level that is rewarded.</summary>
    public const int MaxLevel = 3;

    private readonly RateEntry[] rates;

    /// <summary>Makes a rule.</summary>
    /// <param name="number">Its number, 1 to 999: the same in every version of the terms, since rewards are identified by it.</param>
    /// <param name="kind">What it rewards.</param>
    /// <param name="rates">Its rates, 1 to 500, no two with the same scope; sorted here, the most specific first.</param>
    /// <param name="level">1 to 3 for <see cref="RuleKind.Purchase"/>, else 0.</param>
    /// <exception cref="ArgumentException">An argument lies outside its range.</exception>
    public Rule(int number, RuleKind kind, IEnumerable<RateEntry> rates, int level = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, MaxNumber);
        bool levelGood = kind == RuleKind.Purchase ? level is >= 1 and <= MaxLevel : level == 0;
        if (!levelGood)
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "Purchases have a level from 1 to 3, other rules have none.");
        }

        Number = number;
        Kind = kind;
        Level = level;
        this.rates = [.. rates
            .OrderByDescending(entry => entry.Scope.Dimensions)
            .ThenByDescending(entry => entry.Scope.Place?.Length ?? 0)];
        if (this.rates.Length is 0 or > MaxRates || this.rates.DistinctBy(entry => entry.Scope).Count() != this.rates.Length)
        {
            throw new ArgumentException($"A rule has 1 to {MaxRates} rates, no two with the same scope.", nameof(rates));
        }

        VariesByLine = this.rates.Any(entry => (entry.Scope.Dimensions & (ScopeDimensions.Sku | ScopeDimensions.ProductType)) != 0);
    }

    /// <summary>Its number, the same in every version of the terms.</summary>
    public int Number { get; }

    /// <summary>What it rewards.</summary>
    public RuleKind Kind { get; }

    /// <summary>The level of a purchase rule, else 0.</summary>
    public int Level { get; }

    /// <summary>Its rates, the most specific first.</summary>
    public IReadOnlyList<RateEntry> Rates => rates;

    /// <summary>True when a rate names a product, so that lines of one sale may differ.</summary>
    public bool VariesByLine { get; }

    /// <summary>For <see cref="RuleKind.NewCustomer"/>: how many new customers of one referrer are rewarded; null for all.</summary>
    public int? MaxNewCustomers { get; init; }

    /// <summary>For <see cref="RuleKind.Threshold"/>: at how many customers it is paid.</summary>
    public int ThresholdCustomers { get; init; }

    /// <summary>For <see cref="RuleKind.Period"/>: the length of the period.</summary>
    public LimitPeriod Period { get; init; }

    /// <summary>Who receives instead, when the reward is a donation (G3).</summary>
    public ParticipantId? Beneficiary { get; init; }

    /// <summary>The benefit in kind that comes with the rule, in words; null for none (G5).</summary>
    public string? Perk { get; init; }

    /// <summary>How it motivates (R19); nothing when it only measures (G2).</summary>
    public IEnumerable<Motivation> Motivations
    {
        get
        {
            bool isDiscount = Kind == RuleKind.Discount;
            bool hasPercentage = rates.Any(entry => entry.Rate.Kind == RateKind.Percentage);
            bool hasFixed = rates.Any(entry => entry.Rate.Kind is RateKind.Tokens or RateKind.Currency);
            (bool Applies, Motivation Motivation)[] all =
            [
                (hasPercentage && !isDiscount, Motivation.Percentage),
                (hasFixed && !isDiscount, Motivation.Fixed),
                (isDiscount && (hasPercentage || hasFixed), Motivation.Discount),
                (Perk is not null, Motivation.Perk),
                (Beneficiary is not null, Motivation.Donation),
            ];
            return all.Where(one => one.Applies).Select(one => one.Motivation);
        }
    }

    internal ReadOnlySpan<RateEntry> SortedRates => rates;

    /// <summary>A percentage or fixed amount of every purchase for a level, the same for everything.</summary>
    public static Rule Purchase(int number, int level, Rate rate) =>
        new(number, RuleKind.Purchase, [new RateEntry(Scope.Everything, rate)], level);

    /// <summary>A reward of the buyer, the same for everything.</summary>
    public static Rule Buyer(int number, Rate rate) => new(number, RuleKind.Buyer, [new RateEntry(Scope.Everything, rate)]);

    /// <summary>Checks what the constructor cannot see yet, because it is set after it.</summary>
    /// <exception cref="ArgumentException">A bound is broken, or a property belongs to another kind of rule.</exception>
    internal void RequireSound()
    {
        if (MaxNewCustomers is { } most && (Kind != RuleKind.NewCustomer || most < 1))
        {
            throw new ArgumentException("Only a reward for new customers has a number of them, 1 or more.");
        }

        if (Kind == RuleKind.Threshold ? ThresholdCustomers < 1 : ThresholdCustomers != 0)
        {
            throw new ArgumentException("A threshold, and only it, is paid at 1 customer or more.");
        }

        if (Kind == RuleKind.Period ? Period == LimitPeriod.Ever : Period != LimitPeriod.Ever)
        {
            throw new ArgumentException("A flat reward, and only it, has a period.");
        }

        if (Kind == RuleKind.Discount && (Beneficiary is not null || rates.Any(entry => entry.Rate.Kind == RateKind.Tokens)))
        {
            throw new ArgumentException("A discount is a share or an amount of the sale's currency, and nobody else's.");
        }

        if (Perk is { Length: 0 or > MaxPerkLength })
        {
            throw new ArgumentException($"A benefit in kind is described in 1 to {MaxPerkLength} characters.");
        }

        // A share of the first purchase is a purchase rule whose scope names new customers: that one follows every payment of it.
        if (Kind is RuleKind.NewCustomer or RuleKind.Threshold or RuleKind.Period or RuleKind.Feedback
            && rates.Any(entry => entry.Rate.Kind == RateKind.Percentage))
        {
            throw new ArgumentException("Rewards for new customers, thresholds, periods and feedback are fixed amounts.");
        }

        if (Kind is RuleKind.Threshold or RuleKind.Period or RuleKind.Feedback && VariesByLine)
        {
            throw new ArgumentException("No product changes a reward for a threshold, a period or feedback.");
        }

        foreach (RateEntry entry in rates)
        {
            RequireSound(entry.Scope);
        }
    }

    private static void RequireSound(Scope scope)
    {
        if (scope.Sku is { Length: 0 or > Scope.MaxNameLength }
            || scope.ProductType is { Length: 0 or > Scope.MaxNameLength }
            || scope.Group is { Length: 0 or > Scope.MaxNameLength }
            || scope.Place is { Length: 0 or > Scope.MaxPlaceLength })
        {
            throw new ArgumentException("A name in a scope is empty or too long.");
        }
    }
}
