using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Referrals;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>A click as it counts for a sale: from its row, or from its signed id alone when the row was lost.</summary>
internal sealed record ToldClick(Guid Id, DateTimeOffset At, string Code, bool ByBot, GeoCell? Place);

/// <summary>The clicks behind a number of sales, by the signed click ids that the sales name.</summary>
internal sealed class SaleClicks
{
    /// <summary>Most clicks that are looked at for all sales of one run.</summary>
    public const int MaxRows = 20_000;

    /// <summary>Most clicks of one browser that are looked at from either end of the time, where all of a run are more than <see cref="MaxRows"/>.</summary>
    private const int MaxRowsOfEnd = 500;

    /// <summary>The longest time before a sale in which other clicks of the same browser are looked for.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private readonly Dictionary<string, ClickId> named;
    private readonly ILookup<long, ClickRow> byVisitor;

    private SaleClicks(Dictionary<string, ClickId> named, ILookup<long, ClickRow> byVisitor)
    {
        this.named = named;
        this.byVisitor = byVisitor;
    }

    /// <summary>Every code that was clicked.</summary>
    public IEnumerable<string> Codes => named.Values.Select(click => click.Code).Concat(byVisitor.SelectMany(rows => rows.Select(row => row.Code)));

    public static async Task<SaleClicks> LoadAsync(RetoDbContext db, SaleRow[] sales, LinkKeys keys, CancellationToken cancellationToken)
    {
        Dictionary<string, ClickId> named = new(StringComparer.Ordinal);
        foreach (string text in sales.Select(sale => sale.ClickId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (ClickId.Read(text, keys) is { } click)
            {
                named.Add(text, click);
            }
        }

        if (named.Count == 0)
        {
            return new SaleClicks(named, Array.Empty<ClickRow>().ToLookup(row => row.Visitor));
        }

        long[] visitors = [.. named.Values.Select(click => click.Visitor).Distinct()];
        // A sale may claim to be as old as time itself, and must not stop the others of its run.
        DateTimeOffset earliest = sales.Min(sale => sale.SoldAt);
        DateTimeOffset from = earliest - DateTimeOffset.MinValue > Longest ? earliest - Longest : DateTimeOffset.MinValue;
        DateTimeOffset to = sales.Max(sale => sale.SoldAt);
        IQueryable<ClickRow> around = db.Set<ClickRow>().Where(row => row.At >= from && row.At <= to);
        List<ClickRow> rows = await around.Where(row => visitors.Contains(row.Visitor))
            .OrderBy(row => row.At).Take(MaxRows).ToListAsync(cancellationToken);
        if (rows.Count == MaxRows)
        {
            // One browser that clicks without end is not to hide the clicks of the others: a bounded part of each, from both ends.
            rows.Clear();
            foreach (long visitor in visitors)
            {
                IQueryable<ClickRow> own = around.Where(row => row.Visitor == visitor);
                rows.AddRange(await own.OrderBy(row => row.At).Take(MaxRowsOfEnd).ToArrayAsync(cancellationToken));
                rows.AddRange(await own.OrderByDescending(row => row.At).Take(MaxRowsOfEnd).ToArrayAsync(cancellationToken));
            }
        }

        return new SaleClicks(named, rows.DistinctBy(row => row.ClickId).ToLookup(row => row.Visitor));
    }

    /// <summary>The click that a sale names; null without one, and for one that this service never gave out.</summary>
    public ClickId? NamedBy(SaleRow sale) => sale.ClickId is not null && named.TryGetValue(sale.ClickId, out ClickId click) ? click : null;

    /// <summary>The named click and the others of its browser that may count; where those are too many, the ones at both ends of the window.</summary>
    /// <param name="sale">The sale.</param>
    /// <param name="window">How long before the sale a click may lie.</param>
    /// <param name="belongs">Whether a code is one of the sale's campaign.</param>
    public IReadOnlyList<ToldClick> Of(SaleRow sale, TimeSpan window, Func<string, bool> belongs)
    {
        if (NamedBy(sale) is not { } click)
        {
            return [];
        }

        // What cannot count is left out before the cut, so that it takes no place of what can.
        List<ToldClick> told = [.. byVisitor[click.Visitor]
            .Where(row => row.ClickId != click.Id && row.At <= sale.SoldAt && sale.SoldAt - row.At <= window && !row.ByBot && belongs(row.Code))
            .OrderBy(row => row.At).ThenBy(row => row.ClickId)
            .Select(ToTold)];
        const int Most = SaleToAttribute.MaxClicks - 1;
        if (told.Count > Most)
        {
            told = [.. told.Take(Most / 2), .. told.Skip(told.Count - (Most - (Most / 2)))];
        }

        if (belongs(click.Code))
        {
            ClickRow? row = byVisitor[click.Visitor].FirstOrDefault(one => one.ClickId == click.Id);
            told.Add(row is null ? new ToldClick(click.Id, click.At, click.Code, click.ByBot, null) : ToTold(row));
        }

        return told;
    }

    private static ToldClick ToTold(ClickRow row) => new(
        row.ClickId, row.At, row.Code, row.ByBot, GeoCell.TryParse(row.Cell, out GeoCell cell) ? cell : null);
}
