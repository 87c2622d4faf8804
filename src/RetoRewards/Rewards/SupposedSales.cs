using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Sales that nobody has told of, put into the form in which the domain decides them: for quotes and simulations.</summary>
internal static class SupposedSales
{
    /// <summary>The cases of sales that were checked at the door and stored nowhere, each as if it arrived, was paid and delivered now.</summary>
    /// <param name="db">For reading.</param>
    /// <param name="channel">The channel that would tell of them.</param>
    /// <param name="contents">The sales.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The cases in the same order, each with the customer that it would bring, when that is nobody known yet.</returns>
    public static async Task<List<(SaleCase Case, CustomerFacts? NewCustomer)>> CasesAsync(
        RetoDbContext db, ChannelRow channel, IReadOnlyList<EventContent.OfSale> contents, DateTimeOffset now, CancellationToken cancellationToken)
    {
        PartnerId partner = channel.PartnerId;
        string[] numbers = [.. contents.Select(content => content.CustomerNumber).OfType<string>().Distinct()];
        Dictionary<string, CustomerId> known = await db.Set<CustomerRow>()
            .Where(row => row.PartnerId == partner && numbers.Contains(row.CustomerNumber))
            .ToDictionaryAsync(row => row.CustomerNumber, row => row.CustomerId, StringComparer.Ordinal, cancellationToken);
        Dictionary<string, CustomerFacts> fresh = numbers.Where(number => !known.ContainsKey(number)).ToDictionary(
            number => number, _ => NewCustomer(), StringComparer.Ordinal);
        List<(SaleCase, CustomerFacts?)> cases = [];
        foreach (EventContent.OfSale content in contents)
        {
            CustomerId? customer = content.CustomerNumber is { } number && known.TryGetValue(number, out CustomerId id) ? id : null;
            CustomerFacts? brought = content.CustomerNumber is { } told ? fresh.GetValueOrDefault(told) : null;
            cases.Add((Case(channel, content, customer, now), brought));
        }

        return cases;
    }

    /// <summary>Who buys for the first time: as intake would register it, with a participant of its own that keeps its rewards.</summary>
    private static CustomerFacts NewCustomer() => new(new CustomerId(Guid.NewGuid()))
    {
        Buyer = new ParticipantFacts(new ParticipantId(Guid.NewGuid()), ParticipantKind.Person),
    };

    private static SaleCase Case(ChannelRow channel, EventContent.OfSale content, CustomerId? customer, DateTimeOffset now)
    {
        Sale sale = content.Value;
        SaleRow row = new()
        {
            SaleId = sale.Id,
            PartnerId = channel.PartnerId,
            NameSpace = sale.Number.NameSpace,
            SaleNumber = sale.Number.Number,
            ChannelId = channel.ChannelId,
            SoldAt = sale.SoldAt,
            PaidAt = content.PaidAt ?? now,
            DeliveredAt = content.DeliveredAt ?? now,
            Currency = sale.Currency.Code,
            TotalMinorUnits = sale.TotalMinorUnits(),
            CustomerId = customer,
            Place = sale.Place,
            Code = content.Code,
            SellerId = content.Seller,
            Employee = content.Employee,
            ClickId = content.ClickId,
            ContentHash = [],
        };
        SaleEventRow told = new()
        {
            SaleEventId = new SaleEventId(Guid.CreateVersion7(now)),
            Arrival = 0,
            ChannelId = channel.ChannelId,
            EventId = sale.Number.Number,
            ContentHash = [],
            Kind = SaleEventKind.Sale,
            PartnerId = channel.PartnerId,
            NameSpace = sale.Number.NameSpace,
            SaleNumber = sale.Number.Number,
            SaleId = sale.Id,
            ReceivedAt = now,
            State = SaleEventState.Received,
            Outcome = null,
            DecidedAt = null,
        };
        return new SaleCase
        {
            Row = row,
            Sale = sale,
            Events = [told],
            Contents = ToldContents.None,
            Told = told,
            Payments = [],
            DeliveredAt = row.DeliveredAt,
            Refunds = [],
            Feedback = [],
        };
    }
}
