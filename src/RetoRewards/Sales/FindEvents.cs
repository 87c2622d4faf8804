using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>Finds events by what a partner knows of them, by indexes that are there for other reasons: none is kept for the search alone.</summary>
internal static class FindEvents
{
    /// <summary>Events that named this number of a sale: those of the sales that have it, and those that wait for one.</summary>
    public static async Task<IQueryable<SaleEventRow>> OfSaleNumberAsync(
        this IQueryable<SaleEventRow> rows, RetoDbContext db, Caller caller, string saleNumber, CancellationToken cancellationToken)
    {
        var spaces = await db.Set<ChannelRow>().VisibleTo(caller)
            .Select(row => new { row.PartnerId, row.NameSpace }).Distinct().ToArrayAsync(cancellationToken);
        PartnerId[] partners = [.. spaces.Select(one => one.PartnerId).Distinct()];
        string[] names = [.. spaces.Select(one => one.NameSpace).Distinct(StringComparer.Ordinal)];
        SaleId[] sales = await db.Set<SaleRow>()
            .Where(row => partners.Contains(row.PartnerId) && names.Contains(row.NameSpace) && row.SaleNumber == saleNumber)
            .Select(row => row.SaleId)
            .Union(db.Set<SaleReferenceRow>()
                .Where(row => partners.Contains(row.PartnerId) && names.Contains(row.NameSpace) && row.Reference == saleNumber)
                .Select(row => row.SaleId))
            .ToArrayAsync(cancellationToken);
        return rows.Where(row => row.SaleNumber == saleNumber
            && ((row.SaleId != null && sales.Contains(row.SaleId.Value))
                || (row.SaleId == null && partners.Contains(row.PartnerId) && names.Contains(row.NameSpace))));
    }

    /// <summary>Events that a channel of the caller's told under this id.</summary>
    public static IQueryable<SaleEventRow> OfEventId(this IQueryable<SaleEventRow> rows, RetoDbContext db, Caller caller, string eventId)
    {
        IQueryable<ChannelId> channels = db.Set<ChannelRow>().VisibleTo(caller).Select(row => row.ChannelId);
        return rows.Where(row => row.EventId == eventId && channels.Contains(row.ChannelId));
    }
}
