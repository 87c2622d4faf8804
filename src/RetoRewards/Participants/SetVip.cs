using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>Whether a customer is a VIP.</summary>
/// <param name="IsVip">True or false.</param>
internal sealed record SetVipRequest(bool? IsVip);

/// <summary>Notes whether the partner calls a customer a VIP. Sales that are decided from now on go by it.</summary>
internal static class SetVip
{
    public static async Task<Outcome<CustomerRow>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, CustomerId customerId, SetVipRequest request)
    {
        CustomerRow? customer = await transaction.Db.VisibleCustomers(caller)
            .SingleOrDefaultAsync(row => row.CustomerId == customerId, transaction.CancellationToken);
        if (customer is null)
        {
            return Refusal.NotFound("customer");
        }

        FieldChecks checks = new();
        bool isVip = checks.Required("/isVip", request.IsVip);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (customer.IsVip != isVip)
        {
            customer.IsVip = isVip;
            customer.Version++;
            transaction.UpdateOne(customer, nameof(CustomerRow.IsVip), nameof(CustomerRow.Version));
        }

        return customer;
    }
}
