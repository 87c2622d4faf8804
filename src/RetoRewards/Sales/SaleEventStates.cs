using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>The border of this room: how the stage that decides an event marks it, inside its own commit.</summary>
internal static class SaleEventStates
{
    /// <summary>The state that an outcome leads to.</summary>
    public static SaleEventState Of(Outcome outcome) => outcome.Kind() switch
    {
        OutcomeKind.Rewarded => SaleEventState.Rewarded,
        OutcomeKind.Refused => SaleEventState.Refused,
        OutcomeKind.Waiting => SaleEventState.Waiting,
        OutcomeKind.Recorded => SaleEventState.Recorded,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No such kind of outcome."),
    };

    /// <summary>Marks decided events with their outcomes.</summary>
    public static void Advance(WriteTransaction write, IReadOnlyList<(SaleEventRow Event, Outcome Outcome)> decided, DateTimeOffset now)
    {
        foreach ((SaleEventRow row, Outcome outcome) in decided)
        {
            row.State = Of(outcome);
            row.Outcome = outcome;
            row.DecidedAt = now;
        }

        write.Update(
            [.. decided.Select(one => one.Event)],
            nameof(SaleEventRow.State),
            nameof(SaleEventRow.Outcome),
            nameof(SaleEventRow.DecidedAt));
    }
}
