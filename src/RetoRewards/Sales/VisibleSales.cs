using RetoRewards.Campaigns;

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
}
