using RetoRewards.Campaigns;
using RetoRewards.Persistence;
using RetoRewards.Sales.Files;
using RetoRewards.Sales.Tills;

namespace RetoRewards.Sales;

/// <summary>The rows of this room that exist for a caller.</summary>
internal static class VisibleSales
{
    /// <summary>All channels for an administrator, its own for a partner.</summary>
    public static IQueryable<ChannelRow> VisibleTo(this IQueryable<ChannelRow> rows, Caller caller) =>
        caller.Partner is { } partner ? rows.Where(channel => channel.PartnerId == partner) : rows;

    /// <summary>All sales for an administrator, its own for a partner.</summary>
    public static IQueryable<SaleRow> VisibleTo(this IQueryable<SaleRow> rows, Caller caller) =>
        caller.Partner is { } partner ? rows.Where(sale => sale.PartnerId == partner) : rows;

    /// <summary>All events for an administrator, its own for a partner.</summary>
    public static IQueryable<SaleEventRow> VisibleTo(this IQueryable<SaleEventRow> rows, Caller caller) =>
        caller.Partner is { } partner ? rows.Where(one => one.PartnerId == partner) : rows;

    /// <summary>All refused calls for an administrator, those on its own channels for a partner.</summary>
    public static IQueryable<RefusedCallRow> VisibleTo(this IQueryable<RefusedCallRow> rows, Caller caller) =>
        caller.Partner is { } partner ? rows.Where(one => one.PartnerId == partner) : rows;

    /// <summary>All imports for an administrator, those of its own channels for a partner.</summary>
    public static IQueryable<ImportRow> VisibleTo(this IQueryable<ImportRow> rows, RetoDbContext db, Caller caller) =>
        caller.Partner is { } partner
            ? rows.Where(import => db.Set<ChannelRow>().Any(channel => channel.ChannelId == import.ChannelId && channel.PartnerId == partner))
            : rows;

    /// <summary>All tills for an administrator, those of its own channels for a partner.</summary>
    public static IQueryable<TillKeyRow> VisibleTo(this IQueryable<TillKeyRow> rows, RetoDbContext db, Caller caller) =>
        caller.Partner is { } partner
            ? rows.Where(till => db.Set<ChannelRow>().Any(channel => channel.ChannelId == till.ChannelId && channel.PartnerId == partner))
            : rows;
}
