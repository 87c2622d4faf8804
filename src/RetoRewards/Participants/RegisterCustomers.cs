using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>Finds a partner's customers by their numbers and adds those that are new, as buyers without an account.</summary>
internal static class RegisterCustomers
{
    /// <summary>Inside the caller's transaction. A new customer's participant is unclaimed: it earns, and is paid once it enrols.</summary>
    /// <returns>The customer of every number.</returns>
    public static async Task<Dictionary<string, CustomerRow>> ExecuteAsync(
        WriteTransaction write, PartnerId partner, IReadOnlyCollection<string> customerNumbers, DateTimeOffset now)
    {
        string[] numbers = [.. customerNumbers.Distinct(StringComparer.Ordinal)];
        Dictionary<string, CustomerRow> customers = await write.Db.Set<CustomerRow>()
            .Where(row => row.PartnerId == partner && numbers.Contains(row.CustomerNumber))
            .ToDictionaryAsync(row => row.CustomerNumber, StringComparer.Ordinal, write.CancellationToken);

        List<ParticipantRow> newParticipants = [];
        List<CustomerRow> newCustomers = [];
        foreach (string number in numbers.Where(number => !customers.ContainsKey(number)))
        {
            // Random, not time-ordered: the id fixes the path of the internal wallet, and must tell nothing and never come back.
            ParticipantRow participant = new()
            {
                ParticipantId = new ParticipantId(Guid.NewGuid()),
                State = ParticipantState.Unclaimed,
                Kind = ParticipantKind.Buyer,
                GroupName = null,
                DisplayName = null,
                CreatedAt = now,
                Version = 1,
            };
            CustomerRow customer = new()
            {
                CustomerId = new CustomerId(Guid.CreateVersion7(now)),
                PartnerId = partner,
                CustomerNumber = number,
                ParticipantId = participant.ParticipantId,
                CreatedAt = now,
                Version = 1,
            };
            newParticipants.Add(participant);
            newCustomers.Add(customer);
            customers.Add(number, customer);
        }

        write.Insert(newParticipants);
        write.Insert(newCustomers);
        return customers;
    }
}
