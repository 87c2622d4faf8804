using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Referrals;

/// <summary>What is stored of a code that somebody holds, generated or promo.</summary>
/// <param name="Campaign">The campaign that it is for.</param>
/// <param name="Owner">Who holds it.</param>
/// <param name="Employer">The referrer whose employee the owner is, and who is credited beside the owner; null for none (T15).</param>
/// <param name="ValidFrom">The first moment at which it counts.</param>
/// <param name="ExpiresAt">The first moment at which it no longer counts; null for never.</param>
/// <param name="RevokedAt">The moment of its withdrawal; null while it stands.</param>
public sealed record IssuedCode(
    CampaignId Campaign,
    ParticipantId Owner,
    ParticipantId? Employer,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? RevokedAt = null);
