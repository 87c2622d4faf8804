using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>An event with the one thing that became of it.</summary>
/// <param name="SaleEventId">Its id.</param>
/// <param name="ChannelId">Who told.</param>
/// <param name="EventId">The channel's own id of it.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="SaleNumber">The number of the sale that it speaks of, as it was told.</param>
/// <param name="SaleId">The sale; null while it has not arrived.</param>
/// <param name="State">Received, Waiting, Rewarded, Refused or Recorded.</param>
/// <param name="Outcome">The stable code of the outcome; null while it waits to be decided.</param>
/// <param name="Sentence">The same for a person; null while it waits to be decided.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="DecidedAt">When it was decided; null while it is not.</param>
internal sealed record EventAnswer(
    Guid SaleEventId,
    Guid ChannelId,
    string EventId,
    SaleEventKind Kind,
    string SaleNumber,
    Guid? SaleId,
    SaleEventState State,
    string? Outcome,
    string? Sentence,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? DecidedAt)
{
    public static EventAnswer Of(SaleEventRow row) => new(
        row.SaleEventId.Value,
        row.ChannelId.Value,
        row.EventId,
        row.Kind,
        row.SaleNumber,
        row.SaleId?.Value,
        row.State,
        row.Outcome?.Code(),
        row.Outcome is { } outcome ? OutcomeSentences.ForPartner(outcome, "en") : null,
        row.ReceivedAt,
        row.DecidedAt);
}
