using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Finds the uplines who are not active, for terms that pay levels 2 and 3 only to those who buy themselves (N7).</summary>
/// <remarks>A sale counts from its arrival on, so an upline who buys and refers in one run is active. One query a sale, and none where no
/// terms ask.</remarks>
internal static class UplineActivity
{
    /// <summary>Notes them on each sale.</summary>
    /// <param name="db">The database, inside the caller's transaction.</param>
    /// <param name="sales">The sales that are decided, each with the terms in force at its moment.</param>
    /// <param name="people">The people behind them.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static async Task FindAsync(
        RetoDbContext db, IEnumerable<(SaleCase Sale, Terms? Terms)> sales, People people, CancellationToken cancellationToken)
    {
        (SaleCase Sale, Terms? Terms)[] asked = [.. sales.Where(one => one.Terms is { UplineMustBeActive: true } && one.Sale.Told is not null)];

        // A customer may be bound by another sale of the same run, so its referrers are those of all its sales.
        ILookup<CustomerId?, ParticipantFacts> referrers = asked
            .SelectMany(one => Referrers(one.Sale, one.Terms, people).Select(referrer => (one.Sale.Row.CustomerId, Referrer: referrer)))
            .ToLookup(one => one.CustomerId, one => one.Referrer);
        foreach ((SaleCase sale, Terms? terms) in asked)
        {
            IEnumerable<ParticipantFacts> own = sale.Row.CustomerId is null ? Referrers(sale, terms, people) : referrers[sale.Row.CustomerId];
            HashSet<ParticipantId> inactive = [.. own.SelectMany(Uplines)];
            if (inactive.Count > 0)
            {
                inactive.ExceptWith(await BuyersAsync(db, sale, terms!.UplineActivity, [.. inactive], cancellationToken));
                sale.InactiveUplines = inactive;
            }
        }
    }

    private static IEnumerable<ParticipantFacts> Referrers(SaleCase sale, Terms? terms, People people)
    {
        SaleInContext context = SaleContexts.Of(sale, terms, 0, people);
        return new[] { context.Code.Owner, context.Customer?.BoundTo }.Concat(context.Clicks.Select(click => click.Owner)).OfType<ParticipantFacts>();
    }

    private static IEnumerable<ParticipantId> Uplines(ParticipantFacts referrer)
    {
        for (ParticipantFacts? upline = referrer.Upline; upline is not null; upline = upline.Upline)
        {
            yield return upline.Id;
        }
    }

    private static async Task<List<ParticipantId>> BuyersAsync(
        RetoDbContext db, SaleCase sale, TimeSpan? within, ParticipantId[] uplines, CancellationToken cancellationToken)
    {
        PartnerId partner = sale.Row.PartnerId;
        SaleId itself = sale.Row.SaleId;
        DateTimeOffset to = sale.Row.SoldAt;
        DateTimeOffset from = within is { } window && to - DateTimeOffset.MinValue > window ? to - window : DateTimeOffset.MinValue;
        IQueryable<SaleEventRow> events = db.Set<SaleEventRow>();
        IQueryable<SaleRow> paid = db.Set<SaleRow>().Where(row => row.PartnerId == partner && row.SaleId != itself
            && row.SoldAt >= from && row.SoldAt <= to
            && (row.PaidAt != null || events.Any(one => one.SaleId == row.SaleId && one.Kind == SaleEventKind.Payment))
            && !events.Any(one => one.SaleId == row.SaleId
                && (one.Kind == SaleEventKind.Return || one.Kind == SaleEventKind.Cancellation
                    || db.Set<SaleRefundRow>().Any(refund => refund.SaleEventId == one.SaleEventId && refund.Whole && refund.PaymentEventId == null))));
        return await (
                from customer in db.Set<CustomerRow>()
                join row in paid on customer.CustomerId equals row.CustomerId
                where uplines.Contains(customer.ParticipantId)
                select customer.ParticipantId)
            .Distinct().ToListAsync(cancellationToken);
    }
}
