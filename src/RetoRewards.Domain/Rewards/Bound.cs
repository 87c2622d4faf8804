namespace RetoRewards.Domain.Rewards;

/// <summary>Whom a customer is bound to at the moment of a decision.</summary>
/// <param name="Referrer">Who; null for nobody.</param>
/// <param name="Employee">The referrer's employee who brought the customer; null for none.</param>
/// <param name="From">The moment that the window of bindings is measured from; null when it always counted.</param>
/// <param name="ByHand">Whether a person bound it, so that sales before that moment do not count.</param>
internal readonly record struct Bound(ParticipantFacts? Referrer, ParticipantFacts? Employee, DateTimeOffset? From, bool ByHand);
