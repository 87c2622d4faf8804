using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>A waiting event to be looked at again.</summary>
/// <param name="Reason">Why, for the log; up to 200 characters; may be left out.</param>
internal sealed record ReplayEventRequest(string? Reason);

/// <summary>Looks at a waiting event again now, without its rest.</summary>
/// <remarks>What ended has ended: its outcome is the answer to every repetition, so there is nothing to look at again.</remarks>
internal sealed class ReplayEvent(ILogger<ReplayEvent> logger)
{
    public async Task<Outcome<SaleEventRow>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, SaleEventId id, ReplayEventRequest request)
    {
        FieldChecks checks = new();
        checks.OptionalText("/reason", request.Reason, 200);
        if (checks.Refusal is { } malformed)
        {
            return malformed;
        }

        SaleEventRow? row = await transaction.Db.Set<SaleEventRow>().VisibleTo(caller)
            .SingleOrDefaultAsync(one => one.SaleEventId == id, transaction.CancellationToken);
        if (row is null)
        {
            return Refusal.NotFound("event");
        }

        if (row.State is not (SaleEventState.Waiting or SaleEventState.Received))
        {
            return new Refusal(
                RefusalKind.Conflict, "event_ended", $"The event has ended as {row.Outcome?.Code()}, which stands. Tell what is new by a new event.");
        }

        if (row.SaleId is not null && row.State == SaleEventState.Waiting)
        {
            row.State = SaleEventState.Received;
            transaction.UpdateOne(row, nameof(SaleEventRow.State));
            logger.LogInformation("Event {SaleEventId} is looked at again: {Reason}", id, request.Reason);
        }

        return row;
    }
}
