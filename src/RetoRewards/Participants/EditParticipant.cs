using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>What of a participant is to change. A null name erases it.</summary>
internal sealed record EditParticipantRequest(string? DisplayName);

/// <summary>Changes or erases what a participant is called.</summary>
internal sealed class EditParticipant
{
    /// <param name="expectedVersion">What the caller read; null when any version will do.</param>
    public static async Task<Outcome<ParticipantRow>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, ParticipantId participantId, int? expectedVersion, EditParticipantRequest request)
    {
        ParticipantRow? participant = await transaction.Db.VisibleParticipants(caller)
            .SingleOrDefaultAsync(row => row.ParticipantId == participantId, transaction.CancellationToken);
        if (participant is null)
        {
            return Refusal.NotFound("participant");
        }

        if (expectedVersion is { } expected && expected != participant.Version)
        {
            return Refusal.Stale;
        }

        FieldChecks checks = new();
        participant.DisplayName = checks.OptionalText("/displayName", request.DisplayName, EnrolParticipant.MaxNameLength);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        participant.Version++;
        transaction.UpdateOne(participant, nameof(ParticipantRow.DisplayName), nameof(ParticipantRow.Version));
        return participant;
    }
}
