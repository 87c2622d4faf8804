using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Binds customers to their referrers at the first purchase, so that chains of invitations grow and never close.</summary>
internal static class BindCustomers
{
    /// <summary>Longest chain that is walked in search of a cycle; a longer one binds to nobody.</summary>
    public const int MaxChain = 10_000;

    /// <summary>Most accounts of one verified contact that are looked for above a referrer.</summary>
    public const int MaxAccounts = 100;

    /// <returns>The sales whose customer would have closed a circle, and was bound to nobody.</returns>
    public static async Task<IReadOnlyList<SaleId>> ExecuteAsync(WriteTransaction write, CampaignDesk desk, DateTimeOffset now)
    {
        Dictionary<CustomerId, (Sale Sale, ParticipantId? Buyer)> firsts = [];
        foreach (Domain.Rewards.SaleInContext sale in desk.Decided)
        {
            // The first purchase may have fallen in another campaign of the same run; that one binds.
            if (sale.Customer is { HasBought: false } customer && desk.Running.IsFirstPurchase(customer.Id, sale.Sale.Id))
            {
                firsts.TryAdd(customer.Id, (sale.Sale, customer.Buyer?.Id));
            }
        }

        Dictionary<CustomerId, CustomerBindingRow> byHand = await ByHandAsync(write, [.. firsts.Keys]);
        List<SaleId> circular = [];

        // The campaign's bindings of one run may close a cycle among themselves, so each is stored before the next is checked.
        foreach ((CustomerId customer, ParticipantId? referrer, ParticipantId? employee) in desk.Running.Bindings)
        {
            if (!firsts.TryGetValue(customer, out (Sale Sale, ParticipantId? Buyer) first))
            {
                continue;
            }

            if (byHand.TryGetValue(customer, out CustomerBindingRow? bound))
            {
                // A person's word stands; the row only learns of the first purchase.
                bound.FirstSaleId = first.Sale.Id;
                write.UpdateOne(bound, nameof(CustomerBindingRow.FirstSaleId));
                continue;
            }

            bool closes = referrer is { } above && first.Buyer is { } buyer
                && await ClosesCycleAsync(write, desk.Campaign.Partner, buyer, above);
            if (closes)
            {
                circular.Add(first.Sale.Id);
            }

            write.InsertOne(new CustomerBindingRow
            {
                CustomerId = customer,
                CampaignId = desk.Campaign.Id,
                Referrer = closes ? null : referrer,
                Employee = closes ? null : employee,
                FirstSaleId = first.Sale.Id,
                BoundAt = now,
                CountsFrom = first.Sale.SoldAt,
                ByHand = false,
            });
        }

        return circular;
    }

    private static async Task<Dictionary<CustomerId, CustomerBindingRow>> ByHandAsync(WriteTransaction write, CustomerId[] customers) =>
        customers.Length == 0 ? [] : await write.Db.Set<CustomerBindingRow>()
            .Where(row => customers.Contains(row.CustomerId) && row.FirstSaleId == null)
            .ToDictionaryAsync(row => row.CustomerId, write.CancellationToken);

    /// <summary>The buyer's account with those of the same verified contact: who has two accounts is one person (N7).</summary>
    private static async Task<ParticipantId[]> SamePersonAsync(WriteTransaction write, ParticipantId buyer)
    {
        byte[]? contact = await write.Db.Set<ParticipantRow>().Where(row => row.ParticipantId == buyer)
            .Select(row => row.ContactDigest).SingleOrDefaultAsync(write.CancellationToken);
        return contact is null ? [buyer] :
        [
            buyer,
            .. await write.Db.Set<ParticipantRow>().Where(row => row.ContactDigest == contact && row.ParticipantId != buyer)
                .OrderBy(row => row.ParticipantId).Take(MaxAccounts)
                .Select(row => row.ParticipantId).ToArrayAsync(write.CancellationToken),
        ];
    }

    /// <summary>Whether the buyer stands somewhere above the referrer already. Only someone who has referred can.</summary>
    internal static async Task<bool> ClosesCycleAsync(
        WriteTransaction write, PartnerId partner, ParticipantId buyer, ParticipantId referrer)
    {
        ParticipantId[] same = await SamePersonAsync(write, buyer);
        IQueryable<CustomerBindingRow> bindings =
            from binding in write.Db.Set<CustomerBindingRow>()
            join customer in write.Db.Set<CustomerRow>() on binding.CustomerId equals customer.CustomerId
            where customer.PartnerId == partner
            select binding;
        if (!await bindings.AnyAsync(binding => binding.Referrer != null && same.Contains(binding.Referrer.Value), write.CancellationToken))
        {
            return false;
        }

        ParticipantId? current = referrer;
        for (int step = 0; step < MaxChain && current is not null; step++)
        {
            if (same.Contains(current.Value))
            {
                return true;
            }

            ParticipantId below = current.Value;
            current = await (
                    from customer in write.Db.Set<CustomerRow>()
                    join binding in write.Db.Set<CustomerBindingRow>() on customer.CustomerId equals binding.CustomerId
                    where customer.PartnerId == partner && customer.ParticipantId == below && binding.Referrer != null
                    orderby binding.BoundAt
                    select binding.Referrer)
                .FirstOrDefaultAsync(write.CancellationToken);
        }

        return current is not null;
    }
}
