using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>A customer to be recorded.</summary>
/// <param name="PartnerId">Whose customer; a partner's key may leave it out.</param>
/// <param name="CustomerNumber">The partner's own number, card or hashed contact; up to 128 characters.</param>
internal sealed record RecordCustomerRequest(Guid? PartnerId, string? CustomerNumber);

/// <summary>The customer, and whether it is new.</summary>
internal sealed record CustomerRecorded(CustomerRow Customer, bool IsNew);

/// <summary>Records one customer; the same number again gives the same customer.</summary>
internal sealed class RecordCustomer(TimeProvider clock)
{
    /// <summary>Longest customer number, in characters.</summary>
    public const int MaxNumberLength = 128;

    public async Task<Outcome<CustomerRecorded>> ExecuteAsync(WriteTransaction transaction, Caller caller, RecordCustomerRequest request)
    {
        FieldChecks checks = new();
        PartnerId partner = caller.PartnerFor(checks, request.PartnerId);
        string number = checks.Text("/customerNumber", request.CustomerNumber, MaxNumberLength);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!await transaction.Db.Set<PartnerRow>().AnyAsync(row => row.PartnerId == partner, transaction.CancellationToken))
        {
            return Refusal.NotFound("partner");
        }

        bool known = await transaction.Db.Set<CustomerRow>()
            .AnyAsync(row => row.PartnerId == partner && row.CustomerNumber == number, transaction.CancellationToken);
        Dictionary<string, CustomerRow> recorded = await RegisterCustomers.ExecuteAsync(
            transaction, partner, [number], clock.GetUtcNow());
        return new CustomerRecorded(recorded[number], IsNew: !known);
    }
}
