using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>What was decided about one event: exactly one outcome, and everything that follows from it.</summary>
public sealed class RewardDecision
{
    /// <summary>The event.</summary>
    public required SaleEventId EventId { get; init; }

    /// <summary>What became of it.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The rewards; none unless the outcome is <see cref="Outcome.Rewarded"/>.</summary>
    public IReadOnlyList<RewardLine> Lines { get; init; } = [];

    /// <summary>How it came about.</summary>
    public IReadOnlyList<ExplanationStep> Steps { get; init; } = [];

    /// <summary>The version of the terms at the sale's moment; 0 when it did not come to that.</summary>
    public int TermsVersion { get; init; }

    /// <summary>By what the sale was attributed.</summary>
    public AttributionKind AttributedBy { get; init; }

    /// <summary>Whom it was attributed to; also when nothing is paid for it (G2).</summary>
    public ParticipantId? Referrer { get; init; }

    /// <summary>The referrer's employee to whom it was attributed beside the referrer; null for none (T15).</summary>
    public ParticipantId? Employee { get; init; }

    /// <summary>The click that it was attributed by; null for none.</summary>
    public Guid? ClickId { get; init; }

    /// <summary>Why the strongest pointer to a referrer did not count; null when none was passed over. See
    /// <see cref="Referrals.ReferralRefusals"/>.</summary>
    public string? NotCredited { get; init; }

    /// <summary>Whether it was the customer's first purchase.</summary>
    public bool FirstPurchase { get; init; }

    /// <summary>The discount that the rules give the buyer, in minor units of the sale's currency.</summary>
    public long DiscountMinorUnits { get; init; }

    /// <summary>When the hold ends; null when nothing is promised.</summary>
    public DateTimeOffset? PayableFrom { get; init; }

    /// <summary>What is posted to the ledger; null when nothing is promised, and for a joint campaign.</summary>
    public LedgerTransaction? Transaction { get; init; }

    /// <summary>For a joint campaign: what each funder's own campaign promises and posts; the lines of all add up to
    /// <see cref="Lines"/>.</summary>
    public IReadOnlyList<FunderPart> FunderParts { get; init; } = [];

    /// <summary>The steps that led to one of the rewards.</summary>
    public IReadOnlyList<ExplanationStep> StepsOf(RewardLine line) =>
        [.. Steps.Where(step => step.Rule == line.Rule && step.Role == line.Role)];
}
