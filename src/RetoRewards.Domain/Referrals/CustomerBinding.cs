using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Referrals;

/// <summary>That a customer belongs to a referrer at this partner, by a first sale, by a card or by hand.</summary>
/// <param name="Referrer">Whom the customer is bound to.</param>
/// <param name="Employee">The referrer's employee who brought the customer; null for none.</param>
/// <param name="From">From when it counts; a correction by hand may lie in the past.</param>
public sealed record CustomerBinding(ParticipantId Referrer, ParticipantId? Employee, DateTimeOffset From);
