using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>A participant to be enrolled.</summary>
/// <param name="PartnerId">With whom; a partner's key may leave it out.</param>
/// <param name="Kind">What kind of participant; rates may depend on it. Person when left out.</param>
/// <param name="GroupName">A group that rates may name; up to 64 characters of a name.</param>
/// <param name="DisplayName">What the partner or the person calls them; up to 200 characters, erasable.</param>
/// <param name="Contact">A contact that the partner has verified; only a keyed digest is kept, so that nobody refers himself.</param>
internal sealed record EnrolParticipantRequest(
    Guid? PartnerId, ParticipantKind? Kind, string? GroupName, string? DisplayName, string? Contact = null);

/// <summary>Enrols a participant with an internal wallet of its own.</summary>
internal sealed class EnrolParticipant(NewParticipant newParticipant, DigestContact digestContact, TimeProvider clock)
{
    public const int MaxNameLength = 200;

    /// <summary>Longest name of a group, in characters.</summary>
    public const int MaxGroupLength = 64;

    public async Task<Outcome<ParticipantRow>> ExecuteAsync(WriteTransaction transaction, Caller caller, EnrolParticipantRequest request)
    {
        FieldChecks checks = new();
        PartnerId partner = caller.PartnerFor(checks, request.PartnerId);
        string? groupName = request.GroupName is null ? null : checks.Name("/groupName", request.GroupName, MaxGroupLength);
        string? displayName = checks.OptionalText("/displayName", request.DisplayName, MaxNameLength);
        if (request.Contact?.Length > DigestContact.MaxLength)
        {
            checks.Add("/contact", "too_long", $"At most {DigestContact.MaxLength} characters fit here.");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!await transaction.Db.Set<PartnerRow>().AnyAsync(row => row.PartnerId == partner, transaction.CancellationToken))
        {
            return Refusal.NotFound("partner");
        }

        DateTimeOffset now = clock.GetUtcNow();
        ParticipantRow participant = NewParticipant.Draw(request.Kind ?? ParticipantKind.Person, groupName, displayName, now);
        participant.ContactDigest = digestContact.Of(request.Contact);
        transaction.InsertOne(participant);
        newParticipant.InsertWallet(transaction, participant.ParticipantId, now);
        NewParticipant.InsertRoster(transaction, partner, participant.ParticipantId, now);
        return participant;
    }
}
