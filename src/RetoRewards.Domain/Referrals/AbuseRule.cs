namespace RetoRewards.Domain.Referrals;

/// <summary>One rule against abuse, as a campaign has it.</summary>
/// <param name="Kind">What it looks for.</param>
/// <param name="Enabled">Whether it is looked for.</param>
/// <param name="Most">The most that is still in order; one more holds the sale. For a duplicate, a shared identity and a circle: how many
/// others are in order, mostly none.</param>
/// <param name="Window">How far back is counted; meaningless for identities and circles.</param>
public sealed record AbuseRule(AbuseRuleKind Kind, bool Enabled, int Most, TimeSpan Window)
{
    /// <summary>The largest number that a rule may name.</summary>
    public const int MaxMost = 1_000_000;

    /// <summary>The longest window; every one costs the reading of what lies in it.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(1);

    /// <summary>The rules of a campaign that has set none.</summary>
    /// <remarks>How many sales a busy till makes by one code, and how often two customers buy the same within a minute, only the
    /// partner knows: those two rules are off until it says.</remarks>
    public static IReadOnlyList<AbuseRule> Defaults { get; } =
    [
        new(AbuseRuleKind.CodeVelocity, false, 60, TimeSpan.FromHours(1)),
        new(AbuseRuleKind.VisitorVelocity, true, 10, TimeSpan.FromDays(1)),
        new(AbuseRuleKind.DeviceVelocity, true, 10, TimeSpan.FromDays(1)),
        new(AbuseRuleKind.PlaceVelocity, true, 100, TimeSpan.FromHours(1)),
        new(AbuseRuleKind.DuplicateSale, false, 0, TimeSpan.FromMinutes(2)),
        new(AbuseRuleKind.SharedIdentity, true, 0, TimeSpan.Zero),
        new(AbuseRuleKind.CircularReferral, true, 0, TimeSpan.Zero),
        new(AbuseRuleKind.ClickFlood, true, 1_000, TimeSpan.FromMinutes(10)),
    ];

    /// <summary>The stable code of a kind, in snake case.</summary>
    public static string Code(AbuseRuleKind kind) => kind switch
    {
        AbuseRuleKind.CodeVelocity => "code_velocity",
        AbuseRuleKind.VisitorVelocity => "visitor_velocity",
        AbuseRuleKind.DeviceVelocity => "device_velocity",
        AbuseRuleKind.PlaceVelocity => "place_velocity",
        AbuseRuleKind.DuplicateSale => "duplicate_sale",
        AbuseRuleKind.SharedIdentity => "shared_identity",
        AbuseRuleKind.CircularReferral => "circular_referral",
        AbuseRuleKind.ClickFlood => "click_flood",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such rule."),
    };

    /// <summary>The rules that a sale breaks, in the order of their kinds.</summary>
    /// <param name="rules">The campaign's rules.</param>
    /// <param name="seen">What was counted for the sale, itself included where sales are counted; what is absent is 0.</param>
    public static IReadOnlyList<AbuseRuleKind> Broken(IEnumerable<AbuseRule> rules, IReadOnlyDictionary<AbuseRuleKind, int> seen) =>
    [
        .. rules.Where(rule => rule.Enabled && seen.GetValueOrDefault(rule.Kind) > rule.Most).Select(rule => rule.Kind).Order(),
    ];
}
