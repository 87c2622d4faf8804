using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Campaigns;

/// <summary>One version of a campaign's terms: plain data, hashed on chain, never changed.</summary>
public sealed class Terms
{
    /// <summary>The most rules in a version.</summary>
    public const int MaxRules = 50;

    /// <summary>The most limits in a version.</summary>
    public const int MaxLimits = 10;

    /// <summary>The longest hold.</summary>
    public static readonly TimeSpan MaxHold = TimeSpan.FromDays(366);

    /// <summary>The longest lateness, wide enough for first terms that reach decades back.</summary>
    public static readonly TimeSpan MaxLateness = TimeSpan.FromDays(36_525);

    private readonly Rule[] rules;
    private readonly Limit[] limits;

    /// <summary>Makes a version.</summary>
    /// <param name="version">1 or more.</param>
    /// <param name="inForceFrom">The first moment of a sale that it governs; a whole second, as on chain.</param>
    /// <param name="hold">How long a reward waits once the sale is paid and delivered; 0 to 366 days, whole seconds.</param>
    /// <param name="lateness">How long after its moment a sale may arrive; up to 36,525 days, whole seconds.</param>
    /// <param name="rules">1 to 50 rules of distinct numbers; rewarded in this order, which matters where a cap cuts.</param>
    /// <param name="limits">Up to 10 limits of distinct numbers.</param>
    /// <exception cref="ArgumentException">An argument lies outside its range.</exception>
    public Terms(
        int version,
        DateTimeOffset inForceFrom,
        TimeSpan hold,
        TimeSpan lateness,
        IEnumerable<Rule> rules,
        IEnumerable<Limit>? limits = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        RequireDuration(hold, MaxHold, nameof(hold));
        RequireDuration(lateness, MaxLateness, nameof(lateness));
        if (inForceFrom.UtcTicks % TimeSpan.TicksPerSecond != 0)
        {
            throw new ArgumentException("Terms are in force from a whole second.", nameof(inForceFrom));
        }

        Version = version;
        InForceFrom = inForceFrom.ToUniversalTime();
        Hold = hold;
        Lateness = lateness;
        this.rules = [.. rules];
        this.limits = [.. limits ?? []];
        if (this.rules.Length is 0 or > MaxRules || this.rules.DistinctBy(rule => rule.Number).Count() != this.rules.Length)
        {
            throw new ArgumentException($"Terms have 1 to {MaxRules} rules of distinct numbers.", nameof(rules));
        }

        foreach (Rule rule in this.rules)
        {
            rule.RequireSound();
        }

        if (this.limits.Length > MaxLimits || this.limits.DistinctBy(limit => limit.Number).Count() != this.limits.Length)
        {
            throw new ArgumentException($"Terms have at most {MaxLimits} limits of distinct numbers.", nameof(limits));
        }
    }

    /// <summary>The version, counted from 1.</summary>
    public int Version { get; }

    /// <summary>The first moment of a sale that it governs, in UTC.</summary>
    public DateTimeOffset InForceFrom { get; }

    /// <summary>How long a reward waits once the sale is paid and delivered.</summary>
    public TimeSpan Hold { get; }

    /// <summary>How long after its moment a sale may arrive.</summary>
    public TimeSpan Lateness { get; }

    /// <summary>The rules, in the order in which they are rewarded.</summary>
    public IReadOnlyList<Rule> Rules => rules;

    /// <summary>The limits.</summary>
    public IReadOnlyList<Limit> Limits => limits;

    /// <summary>What a percentage is taken of.</summary>
    public RewardBase Base { get; init; } = new();

    /// <summary>The most that one sale may cost the campaign, as a share of its base; null for no such cap.</summary>
    public BasisPoints? MaxShareOfSale { get; init; }

    /// <summary>The most that one sale may cost the campaign in RETO; null for no such cap.</summary>
    public TokenAmount? MaxPerSale { get; init; }

    /// <summary>What happens to a sale whose rewards the budget does not hold.</summary>
    public DryBudget DryBudget { get; init; } = DryBudget.Refuse;

    /// <summary>Who pays the rewards, by which shares; null when the campaign pays all of them itself (T9).</summary>
    public FunderSplit? Funding { get; init; }

    /// <summary>Which click attributes.</summary>
    public ClickChoice Clicks { get; init; } = ClickChoice.Last;

    /// <summary>How long before the sale a click may lie; zero when clicks do not attribute.</summary>
    public TimeSpan ClickWindow { get; init; }

    /// <summary>The further conditions of being credited.</summary>
    public AttributionTerms Attribution { get; init; } = AttributionTerms.Default;

    /// <summary>Whether levels 2 and 3 are paid only to participants who are active themselves (N7): who have bought at the partner
    /// themselves, in a sale that was paid and did not wholly go back.</summary>
    public bool UplineMustBeActive { get; init; }

    /// <summary>How long before the sale the upline's own purchase may lie; null for any time before it.</summary>
    public TimeSpan? UplineActivity
    {
        get;
        init => field = RequireDuration(value, nameof(UplineActivity));
    }

    /// <summary>How long a reward of somebody without an account is kept once it is payable; null for as long as the campaign pays.</summary>
    public TimeSpan? UnclaimedFor
    {
        get;
        init => field = RequireDuration(value, nameof(UnclaimedFor));
    }

    /// <summary>How these terms motivate (R19), in the order of the list.</summary>
    public IReadOnlyList<Motivation> Motivations =>
    [
        .. rules.SelectMany(rule => rule.Motivations).Distinct().Order(),
    ];

    internal ReadOnlySpan<Rule> RuleSpan => rules;

    internal ReadOnlySpan<Limit> LimitSpan => limits;

    private static TimeSpan? RequireDuration(TimeSpan? duration, string name)
    {
        if (duration is { } given)
        {
            RequireDuration(given, MaxLateness, name);
        }

        return duration;
    }

    private static void RequireDuration(TimeSpan duration, TimeSpan most, string name)
    {
        if (duration < TimeSpan.Zero || duration > most || duration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            throw new ArgumentOutOfRangeException(name, duration, $"A duration is in whole seconds from 0 to {most}.");
        }
    }
}
