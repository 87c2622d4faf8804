using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Referrals;

/// <summary>Who brought a sale, or why nobody is credited.</summary>
public abstract record AttributionDecision
{
    private AttributionDecision()
    {
    }

    /// <summary>What pointed to a referrer and did not count, strongest first.</summary>
    public IReadOnlyList<PassedOver> PassedOver { get; init; } = [];

    /// <summary>Who served the buyer and is credited beside the referrer; null when unknown, or when it is the buyer.</summary>
    public ParticipantId? Seller { get; init; }

    /// <summary>A referrer is credited.</summary>
    /// <param name="Referrer">Who.</param>
    /// <param name="Employee">The referrer's employee, who is credited too; null for none.</param>
    /// <param name="Source">By what.</param>
    /// <param name="ClickId">By which click, where it was one.</param>
    public sealed record Credited(ParticipantId Referrer, ParticipantId? Employee, AttributionSource Source, Guid? ClickId)
        : AttributionDecision;

    /// <summary>Nothing pointed to a referrer. The sale itself is in order.</summary>
    public sealed record Nobody : AttributionDecision;

    /// <summary>Something pointed to a referrer and nothing of it counts. The sale itself is in order.</summary>
    /// <param name="Refusal">Why the strongest of it does not count. See <see cref="ReferralRefusals"/>.</param>
    public sealed record NotCredited(string Refusal) : AttributionDecision;

    /// <summary>The campaign does not take the sale at all, whoever brought it.</summary>
    /// <param name="Refusal">Why. See <see cref="ReferralRefusals"/>.</param>
    public sealed record OutsideCampaign(string Refusal) : AttributionDecision;
}
