using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;

namespace RetoRewards.Rewards.Holds;

/// <summary>Counts the sales and clicks around a sale, from rows that are loaded once for a run.</summary>
internal sealed class SaleCounts
{
    private readonly SaleSignRow[] all;

    private SaleCounts(SaleSignRow[] all)
    {
        this.all = all;
    }

    /// <param name="write">The caller's transaction.</param>
    /// <param name="own">The sales of this run.</param>
    /// <param name="rules">The rules of their campaigns.</param>
    /// <param name="most">Most earlier sales that are loaded for each kind of sign; beyond them the newest count.</param>
    public static async Task<SaleCounts> LoadAsync(
        WriteTransaction write, SaleSignRow[] own, IEnumerable<AbuseRule[]> rules, int most)
    {
        AbuseRule[] enabled = [.. rules.SelectMany(one => one).Where(rule => rule.Enabled)];
        DateTimeOffset from = own.Min(sign => sign.SoldAt) - enabled.Select(rule => rule.Window).DefaultIfEmpty().Max();
        DateTimeOffset to = own.Max(sign => sign.SoldAt);
        IQueryable<SaleSignRow> around = write.Db.Set<SaleSignRow>().Where(row => row.SoldAt >= from && row.SoldAt <= to);
        List<SaleSignRow> earlier = [];
        async Task AddAsync(IQueryable<SaleSignRow> rows) =>
            earlier.AddRange(await rows.OrderByDescending(row => row.SoldAt).Take(most).ToArrayAsync(write.CancellationToken));

        string[] codes = [.. own.Select(sign => sign.Code).OfType<string>().Distinct()];
        bool byCode = enabled.Any(rule => rule.Kind is AbuseRuleKind.CodeVelocity or AbuseRuleKind.DuplicateSale);
        if (codes.Length > 0 && (byCode || own.Any(sign => sign.Cell is not null)))
        {
            await AddAsync(around.Where(row => codes.Contains(row.Code!)));
        }

        CustomerId?[] customers = [.. own.Select(sign => sign.CustomerId).Where(id => id is not null).Distinct()];
        if (customers.Length > 0 && enabled.Any(rule => rule.Kind == AbuseRuleKind.DuplicateSale))
        {
            await AddAsync(around.Where(row => customers.Contains(row.CustomerId)));
        }

        long?[] visitors = [.. own.Select(sign => sign.Visitor).Where(one => one is not null).Distinct()];
        if (visitors.Length > 0)
        {
            byte[]?[] hashes = [.. own.Select(sign => sign.VisitorHash).Where(hash => hash is not null)];
            await AddAsync(around.Where(row => visitors.Contains(row.Visitor)));
            await AddAsync(around.Where(row => hashes.Contains(row.VisitorHash)));
        }

        return new SaleCounts([.. earlier.Concat(own).DistinctBy(row => row.SaleId)]);
    }

    public async Task<Dictionary<AbuseRuleKind, int>> CountAsync(WriteTransaction write, SaleSignRow sign, bool byClick, AbuseRule[] rules)
    {
        Dictionary<AbuseRuleKind, int> seen = [];
        foreach (AbuseRule rule in rules.Where(rule => rule.Enabled))
        {
            DateTimeOffset from = sign.SoldAt - rule.Window;
            IEnumerable<SaleSignRow> window = all.Where(row => row.CampaignId == sign.CampaignId && row.SoldAt > from && row.SoldAt <= sign.SoldAt);
            seen[rule.Kind] = rule.Kind switch
            {
                AbuseRuleKind.CodeVelocity when sign.Code is not null => window.Count(row => row.Code == sign.Code),
                AbuseRuleKind.VisitorVelocity when sign.VisitorHash is { } hash =>
                    window.Count(row => row.VisitorHash is { } other && other.AsSpan().SequenceEqual(hash)),
                AbuseRuleKind.DeviceVelocity when sign.Visitor is { } visitor => window.Count(row => row.Visitor == visitor),
                AbuseRuleKind.PlaceVelocity when sign.Cell is not null => window.Count(row => row.Code == sign.Code && row.Cell == sign.Cell),
                AbuseRuleKind.DuplicateSale => window.Count(row => IsSame(row, sign)),
                AbuseRuleKind.ClickFlood when byClick && sign.Code is { } code => await write.Db.Set<ClickRow>()
                    .CountAsync(row => row.Code == code && row.At > from && row.At <= sign.SoldAt, write.CancellationToken),
                _ => 0,
            };
        }

        return seen;
    }

    private static bool IsSame(SaleSignRow row, SaleSignRow sign) =>
        row.SaleId != sign.SaleId
        && row.TotalMinorUnits == sign.TotalMinorUnits
        && (sign.CustomerId is null ? row.CustomerId is null && row.Code is not null && row.Code == sign.Code : row.CustomerId == sign.CustomerId);
}
