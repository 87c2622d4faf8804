using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Sales;

/// <summary>Feedback on a purchase: praise or complaint, rewarded the same unless the terms set the two apart (R8, N14).</summary>
/// <param name="EventId">The event.</param>
/// <param name="Sale">The purchase that it is about; an author is rewarded once for each.</param>
/// <param name="SoldAt">The moment of the purchase.</param>
/// <param name="Author">Who gave it.</param>
/// <param name="Polarity">Praise or complaint.</param>
/// <param name="GivenAt">When it was given; chooses the terms.</param>
public sealed record Feedback(
    SaleEventId EventId, SaleId Sale, DateTimeOffset SoldAt, ParticipantId Author, FeedbackPolarity Polarity, DateTimeOffset GivenAt);
