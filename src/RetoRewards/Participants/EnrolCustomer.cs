using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>Who a customer turned out to be.</summary>
/// <param name="DisplayName">What the person is called; up to 200 characters, erasable.</param>
/// <param name="Contact">A contact that the partner has verified; only a keyed digest is kept, so that nobody refers himself.</param>
internal sealed record EnrolCustomerRequest(string? DisplayName, string? Contact = null);

/// <summary>The customer and the participant behind it.</summary>
internal sealed record CustomerEnrolled(CustomerRow Customer, ParticipantRow Participant);

/// <summary>Turns a buyer without an account into an enrolled participant: what was kept for it is paid from now on.</summary>
/// <remarks>Enrolling again changes nothing.</remarks>
internal sealed class EnrolCustomer(NewParticipant newParticipant, DigestContact digestContact, TimeProvider clock)
{
    public async Task<Outcome<CustomerEnrolled>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, CustomerId customerId, EnrolCustomerRequest request)
    {
        CustomerRow? customer = await transaction.Db.VisibleCustomers(caller)
            .SingleOrDefaultAsync(row => row.CustomerId == customerId, transaction.CancellationToken);
        if (customer is null)
        {
            return Refusal.NotFound("customer");
        }

        FieldChecks checks = new();
        string? displayName = checks.OptionalText("/displayName", request.DisplayName, EnrolParticipant.MaxNameLength);
        if (request.Contact?.Length > DigestContact.MaxLength)
        {
            checks.Add("/contact", "too_long", $"At most {DigestContact.MaxLength} characters fit here.");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        ParticipantRow participant = await transaction.Db.Set<ParticipantRow>()
            .SingleAsync(row => row.ParticipantId == customer.ParticipantId, transaction.CancellationToken);
        if (participant.State == ParticipantState.Unclaimed)
        {
            newParticipant.InsertWallet(transaction, participant.ParticipantId, clock.GetUtcNow());
            participant.State = ParticipantState.Enrolled;
            participant.DisplayName = displayName ?? participant.DisplayName;
            participant.ContactDigest = digestContact.Of(request.Contact);
            participant.Version++;
            transaction.UpdateOne(
                participant,
                nameof(ParticipantRow.State),
                nameof(ParticipantRow.DisplayName),
                nameof(ParticipantRow.ContactDigest),
                nameof(ParticipantRow.Version));
        }

        return new CustomerEnrolled(customer, participant);
    }
}
