using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards.Holds;

/// <summary>Counts the sales around a sale, from rows that are loaded once for a run.</summary>
/// <remarks>Sales arrive in any order, so what is counted is the fullest window that the sale lies in, whichever of its sales was told last:
/// whoever tells the newest first is seen like everybody else.</remarks>
internal sealed class SaleCounts
{
    private readonly ILookup<string, SaleSignRow> byCode;
    private readonly ILookup<CustomerId, SaleSignRow> byCustomer;
    private readonly ILookup<long, SaleSignRow> byVisitor;
    private readonly ILookup<string, SaleSignRow> byHash;

    private SaleCounts(SaleSignRow[] all)
    {
        byCode = all.Where(row => row.Code is not null).ToLookup(row => row.Code!, StringComparer.Ordinal);
        byCustomer = all.Where(row => row.CustomerId is not null).ToLookup(row => row.CustomerId!.Value);
        byVisitor = all.Where(row => row.Visitor is not null).ToLookup(row => row.Visitor!.Value);
        byHash = all.Where(row => row.VisitorHash is not null).ToLookup(row => Convert.ToHexString(row.VisitorHash!), StringComparer.Ordinal);
    }

    /// <param name="write">The caller's transaction.</param>
    /// <param name="own">The sales of this run.</param>
    /// <param name="rules">The rules of their campaigns.</param>
    /// <param name="most">Most other sales that are loaded for each kind of sign; beyond them the newest count.</param>
    public static async Task<SaleCounts> LoadAsync(
        WriteTransaction write, SaleSignRow[] own, IEnumerable<AbuseRule[]> rules, int most)
    {
        AbuseRule[] enabled = [.. rules.SelectMany(one => one).Where(rule => rule.Enabled)];
        TimeSpan longest = enabled.Select(rule => rule.Window).DefaultIfEmpty().Max();
        DateTimeOffset from = HoldSuspects.Before(own.Min(sign => sign.SoldAt), longest);
        DateTimeOffset to = own.Max(sign => sign.SoldAt) + longest;
        IQueryable<SaleSignRow> around = write.Db.Set<SaleSignRow>().Where(row => row.SoldAt >= from && row.SoldAt <= to);
        List<SaleSignRow> others = [];
        async Task AddAsync(IQueryable<SaleSignRow> rows) =>
            others.AddRange(await rows.OrderByDescending(row => row.SoldAt).Take(most).ToArrayAsync(write.CancellationToken));

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

        return new SaleCounts([.. others.Concat(own).DistinctBy(row => row.SaleId)]);
    }

    /// <summary>What the rules about sales count for a sale of this run, itself included but for duplicates.</summary>
    public Dictionary<AbuseRuleKind, int> Count(SaleSignRow sign, AbuseRule[] rules)
    {
        Dictionary<AbuseRuleKind, int> seen = [];
        foreach (AbuseRule rule in rules.Where(rule => rule.Enabled))
        {
            seen[rule.Kind] = rule.Kind switch
            {
                AbuseRuleKind.CodeVelocity when sign.Code is { } code => MostWithin(byCode[code], sign, rule.Window),
                AbuseRuleKind.VisitorVelocity when sign.VisitorHash is { } hash => MostWithin(byHash[Convert.ToHexString(hash)], sign, rule.Window),
                AbuseRuleKind.DeviceVelocity when sign.Visitor is { } visitor => MostWithin(byVisitor[visitor], sign, rule.Window),
                AbuseRuleKind.PlaceVelocity when sign is { Cell: not null, Code: { } code } =>
                    MostWithin(byCode[code].Where(row => row.Cell == sign.Cell), sign, rule.Window),
                AbuseRuleKind.DuplicateSale => Duplicates(sign, rule.Window),
                _ => 0,
            };
        }

        return seen;
    }

    private static int MostWithin(IEnumerable<SaleSignRow> rows, SaleSignRow sign, TimeSpan window) => TimeWindows.MostAround(
        rows.Where(row => row.CampaignId == sign.CampaignId).Select(row => row.SoldAt), sign.SoldAt, window);

    private int Duplicates(SaleSignRow sign, TimeSpan window)
    {
        IEnumerable<SaleSignRow> alike = sign.CustomerId is { } customer ? byCustomer[customer]
            : sign.Code is { } code ? byCode[code].Where(row => row.CustomerId is null)
            : [];
        return alike.Count(row => row.SaleId != sign.SaleId
            && row.CampaignId == sign.CampaignId
            && row.TotalMinorUnits == sign.TotalMinorUnits
            && (row.SoldAt - sign.SoldAt).Duration() < window);
    }
}
