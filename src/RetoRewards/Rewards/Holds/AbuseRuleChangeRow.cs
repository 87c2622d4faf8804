using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards.Holds;

/// <summary>A change of a campaign's rules against abuse: inserted, never changed.</summary>
internal sealed class AbuseRuleChangeRow
{
    /// <summary>Longest text of all rules.</summary>
    public const int MaxRulesLength = 2_000;

    public required CampaignId CampaignId { get; init; }

    /// <summary>Counted from 1 for each campaign.</summary>
    public required int Version { get; init; }

    /// <summary>Every rule as it was, as JSON.</summary>
    public required string RulesBefore { get; init; }

    /// <summary>Every rule as it has been since.</summary>
    public required string RulesAfter { get; init; }

    /// <summary>The key by which it was made.</summary>
    public required Guid ChangedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public static string Write(IReadOnlyList<AbuseRule> rules) => JsonSerializer.Serialize(
        rules.Select(rule => new StoredRule(rule.Kind.ToString(), rule.Enabled, rule.Most, (long)rule.Window.TotalSeconds)));

    public static IReadOnlyList<AbuseRule> Read(string rules) =>
    [
        .. JsonSerializer.Deserialize<StoredRule[]>(rules)!
            .Select(rule => new AbuseRule(Enum.Parse<AbuseRuleKind>(rule.Kind), rule.Enabled, rule.Most, TimeSpan.FromSeconds(rule.WindowSeconds))),
    ];

    private sealed record StoredRule(string Kind, bool Enabled, int Most, long WindowSeconds);
}

internal sealed class AbuseRuleChangeConfiguration : IEntityTypeConfiguration<AbuseRuleChangeRow>
{
    public void Configure(EntityTypeBuilder<AbuseRuleChangeRow> builder)
    {
        builder.ToTable("abuse_rule_changes");
        builder.HasKey(row => new { row.CampaignId, row.Version });
        builder.Property(row => row.RulesBefore).HasMaxLength(AbuseRuleChangeRow.MaxRulesLength);
        builder.Property(row => row.RulesAfter).HasMaxLength(AbuseRuleChangeRow.MaxRulesLength);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}

/// <summary>The rules of a campaign and how they came about.</summary>
/// <param name="Rules">One of each kind.</param>
/// <param name="Changes">The latest changes, newest first, at most <see cref="MaxChanges"/>.</param>
internal sealed record AbuseRulesOfCampaign(IReadOnlyList<AbuseRule> Rules, IReadOnlyList<AbuseRuleChangeRow> Changes)
{
    public const int MaxChanges = 50;

    /// <summary>How often they were changed.</summary>
    public int Version => Changes.Count == 0 ? 0 : Changes[0].Version;

    public static async Task<AbuseRulesOfCampaign> LoadAsync(RetoDbContext db, CampaignId campaign, CancellationToken cancellationToken) => new(
        (await LoadAbuseRules.ExecuteAsync(db, [campaign], cancellationToken))[campaign],
        await db.Set<AbuseRuleChangeRow>().Where(row => row.CampaignId == campaign)
            .OrderByDescending(row => row.Version).Take(MaxChanges).ToArrayAsync(cancellationToken));
}
