using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Referrals;
using RetoRewards.Referrals.Links;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Reports;

/// <summary>A report of one campaign: its groups, as far as they may be shown, and their total.</summary>
internal sealed record ReportMade(IReadOnlyList<(string Key, ReportGroup Group)> Groups, ReportGroup Total, int MergedGroups);

/// <summary>Counts clicks, sales and rewards of a campaign by place, source, medium, channel, product or person.</summary>
internal static class CampaignGroups
{
    /// <summary>Most sales of one report; a campaign with more is asked for by shorter times.</summary>
    public const int MaxSales = 2_000_000;

    private const char Between = '/';

    /// <returns>The report; null when the time holds more sales than one report takes.</returns>
    public static async Task<ReportMade?> ExecuteAsync(
        RetoDbContext db, LinkKeys keys, CampaignId campaign, ReportRequest request, CancellationToken cancellationToken)
    {
        DateTimeOffset from = request.From ?? DateTimeOffset.UnixEpoch.AddYears(-100);
        DateTimeOffset to = request.To ?? DateTimeOffset.UnixEpoch.AddYears(1_000);
        IQueryable<RewardDecisionRow> decisions = db.Set<RewardDecisionRow>().Where(row => row.CampaignId == campaign && row.CaptureOrdinal == 0);
        if (await decisions.CountAsync(cancellationToken) > MaxSales)
        {
            return null;
        }

        Dictionary<string, ReferralCodeRow> codes = await db.Set<ReferralCodeRow>().Where(row => row.CampaignId == campaign)
            .ToDictionaryAsync(row => row.Code, StringComparer.Ordinal, cancellationToken);
        Dictionary<string, ReportGroup> groups = new(StringComparer.Ordinal);
        KnownPeople people = new();
        await AddClicksAsync(db, campaign, request, codes, groups, people, from, to, cancellationToken);
        await AddSalesAsync(db, keys, decisions, request, codes, groups, people, from, to, cancellationToken);
        await AddFlatRewardsAsync(db, campaign, groups, from, to, cancellationToken);
        return Show(groups, people, request);
    }

    private static async Task AddClicksAsync(
        RetoDbContext db,
        CampaignId campaign,
        ReportRequest request,
        Dictionary<string, ReferralCodeRow> codes,
        Dictionary<string, ReportGroup> groups,
        KnownPeople people,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken)
    {
        IAsyncEnumerable<ClickRow> clicks = db.Set<ClickRow>()
            .Where(row => row.CampaignId == campaign && row.At >= from && row.At < to)
            .AsAsyncEnumerable();
        await foreach (ClickRow click in clicks.WithCancellation(cancellationToken))
        {
            ReferralCodeRow? code = codes.GetValueOrDefault(click.Code);
            string key = request.By switch
            {
                ReportGrouping.Cell => Coarse(click.Cell ?? click.IssuedCell, request.Precision),
                ReportGrouping.Country => click.Country ?? code?.Country ?? PlaceMerge.Elsewhere,
                ReportGrouping.City => CityKey(click.Country is null ? code?.Country : click.Country, click.Country is null ? code?.City : click.City),
                ReportGrouping.Source => code?.SourceTag ?? string.Empty,
                ReportGrouping.Medium => click.Medium,
                ReportGrouping.Person => PersonKey((code?.Employer ?? code?.ParticipantId)?.Value, code?.Employer is null ? null : code.ParticipantId.Value),
                _ => string.Empty,
            };
            UInt128? visitor = click.ByBot ? null : Trace(click.Visitor);
            if (visitor is { } person)
            {
                people.Join(BinaryPrimitives.ReadUInt128BigEndian(click.VisitorHash), person);
            }

            Group(groups, key).AddClick(visitor, IsNear(code?.GeoCell, click.Cell));
        }
    }

    private static async Task AddSalesAsync(
        RetoDbContext db,
        LinkKeys keys,
        IQueryable<RewardDecisionRow> decisions,
        ReportRequest request,
        Dictionary<string, ReferralCodeRow> codes,
        Dictionary<string, ReportGroup> groups,
        KnownPeople people,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken)
    {
        Dictionary<SaleId, UInt128> rewards = await RewardsBySaleAsync(db, decisions, cancellationToken);
        Dictionary<Guid, ClickRow> clicks = await (
                from decision in decisions
                join click in db.Set<ClickRow>() on decision.ClickId equals click.ClickId
                select click)
            .Distinct()
            .ToDictionaryAsync(row => row.ClickId, cancellationToken);
        Dictionary<ChannelId, string> channels = await db.Set<ChannelRow>().ToDictionaryAsync(row => row.ChannelId, row => row.Name, cancellationToken);
        var sales = (
                from decision in decisions
                join sale in db.Set<SaleRow>() on decision.SaleId equals sale.SaleId
                where sale.SoldAt >= @from && sale.SoldAt < to
                select new { decision.Referrer, decision.Employee, decision.ClickId, sale })
            .AsAsyncEnumerable();
        ILookup<SaleId, SaleLineRow>? lines = request.By == ReportGrouping.Product ? await LinesAsync(db, decisions, cancellationToken) : null;
        await foreach (var one in sales.WithCancellation(cancellationToken))
        {
            SaleRow sale = one.sale;
            ClickRow? click = one.ClickId is { } id ? clicks.GetValueOrDefault(id) : null;
            ReferralCodeRow? code = (sale.Code ?? click?.Code) is { } text ? codes.GetValueOrDefault(text) : null;
            UInt128 reward = rewards.GetValueOrDefault(sale.SaleId);
            UInt128? customer = sale.CustomerId is { } buyer ? Key(buyer.Value) : null;
            UInt128? visitor = ClickId.Read(sale.ClickId, keys) is { ByBot: false } named ? Trace(named.Visitor) : null;
            if (customer is { } known && visitor is { } clicked)
            {
                people.Bought(clicked, known);
            }

            bool? isNear = IsNear(code?.GeoCell, sale.Place ?? click?.Cell);
            if (lines is not null)
            {
                AddLines(groups, sale, [.. lines[sale.SaleId]], reward, customer, visitor, isNear);
                continue;
            }

            string key = request.By switch
            {
                ReportGrouping.Cell => Coarse(sale.Place ?? code?.GeoCell ?? click?.Cell, request.Precision),
                ReportGrouping.Country => code?.Country ?? click?.Country ?? PlaceMerge.Elsewhere,
                ReportGrouping.City => CityKey(code?.Country ?? click?.Country, code?.Country is null ? click?.City : code.City),
                ReportGrouping.Source => code?.SourceTag ?? string.Empty,
                ReportGrouping.Medium => click?.Medium ?? (sale.Code is null ? string.Empty : "code"),
                ReportGrouping.Channel => channels.GetValueOrDefault(sale.ChannelId) ?? string.Empty,
                ReportGrouping.Person => PersonKey(one.Referrer?.Value, one.Employee?.Value),
                _ => throw new InvalidOperationException("A grouping that does not exist."),
            };
            Group(groups, key).AddSale(counts: true, sale.Currency, sale.TotalMinorUnits, reward, customer, visitor, isNear);
        }
    }

    // The reward of a sale is split over its lines by what they came to; what does not divide goes to the last, so that sums are exact.
    private static void AddLines(
        Dictionary<string, ReportGroup> groups, SaleRow sale, SaleLineRow[] lines, UInt128 reward, UInt128? customer, UInt128? visitor, bool? isNear)
    {
        long whole = lines.Sum(line => line.GrossMinorUnits - line.DiscountMinorUnits);
        long left = sale.TotalMinorUnits;
        UInt128 rewardLeft = reward;
        for (int index = 0; index < lines.Length; index++)
        {
            bool last = index == lines.Length - 1;
            long net = lines[index].GrossMinorUnits - lines[index].DiscountMinorUnits;
            long amount = last ? left : net;
            UInt128 part = last ? rewardLeft : whole == 0 ? 0 : reward * (ulong)net / (ulong)whole;
            left -= amount;
            rewardLeft -= part;
            Group(groups, lines[index].Sku ?? lines[index].ProductType ?? string.Empty)
                .AddSale(counts: index == 0, sale.Currency, amount, part, customer, visitor, isNear);
        }
    }

    private static async Task AddFlatRewardsAsync(
        RetoDbContext db,
        CampaignId campaign,
        Dictionary<string, ReportGroup> groups,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken)
    {
        RewardRow[] flat = await db.Set<RewardRow>()
            .Where(row => row.CampaignId == campaign && row.SaleId == null && row.PayableFrom >= from && row.PayableFrom < to)
            .ToArrayAsync(cancellationToken);
        foreach (RewardRow reward in flat)
        {
            Group(groups, string.Empty).AddReward(reward.Net.BaseUnits);
        }
    }

    private static async Task<Dictionary<SaleId, UInt128>> RewardsBySaleAsync(
        RetoDbContext db, IQueryable<RewardDecisionRow> decisions, CancellationToken cancellationToken)
    {
        Dictionary<SaleId, UInt128> sums = [];
        var rewards = (
                from reward in db.Set<RewardRow>()
                where reward.SaleId != null && decisions.Any(decision => decision.SaleId == reward.SaleId && decision.CampaignId == reward.CampaignId)
                select new { reward.SaleId, reward.Net })
            .AsAsyncEnumerable();
        await foreach (var reward in rewards.WithCancellation(cancellationToken))
        {
            SaleId sale = reward.SaleId!.Value;
            sums[sale] = sums.GetValueOrDefault(sale) + reward.Net.BaseUnits;
        }

        return sums;
    }

    private static async Task<ILookup<SaleId, SaleLineRow>> LinesAsync(
        RetoDbContext db, IQueryable<RewardDecisionRow> decisions, CancellationToken cancellationToken) =>
        (await (
                from line in db.Set<SaleLineRow>()
                where decisions.Any(decision => decision.SaleId == line.SaleId)
                orderby line.LineNumber
                select line)
            .ToArrayAsync(cancellationToken))
        .ToLookup(line => line.SaleId);

    /// <summary>Merges places with too few people, and adds everything up.</summary>
    private static ReportMade Show(Dictionary<string, ReportGroup> groups, KnownPeople people, ReportRequest request)
    {
        Dictionary<string, ReportGroup> shown = groups;
        if (request.IsByPlace)
        {
            IReadOnlyDictionary<string, string> placed = PlaceMerge.Shown(
                groups.ToDictionary(
                    pair => pair.Key, pair => (IReadOnlySet<UInt128>)pair.Value.People.Select(people.Of).ToHashSet(), StringComparer.Ordinal),
                Around(request.By), request.MinPeople);
            shown = new Dictionary<string, ReportGroup>(StringComparer.Ordinal);
            foreach ((string key, ReportGroup group) in groups)
            {
                Group(shown, placed[key]).Add(group);
            }
        }

        ReportGroup total = new();
        foreach (ReportGroup group in groups.Values)
        {
            total.Add(group);
        }

        return new ReportMade(
            [.. shown.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))], total, groups.Count - shown.Count);
    }

    private static Func<string, string> Around(ReportGrouping by) => by switch
    {
        ReportGrouping.Cell => place => place[..^1],
        ReportGrouping.City => place => place.IndexOf(Between) is > 0 and int end ? place[..end] : PlaceMerge.Elsewhere,
        _ => _ => PlaceMerge.Elsewhere,
    };

    private static string Coarse(string? cell, int precision) =>
        GeoCell.TryParse(cell, out GeoCell found) ? found.Coarsen(Math.Min(precision, found.Precision)).Value : PlaceMerge.Elsewhere;

    private static string CityKey(string? country, string? city) =>
        country is null ? PlaceMerge.Elsewhere : city is null ? country : $"{country}{Between}{city}";

    private static string PersonKey(Guid? referrer, Guid? employee) =>
        referrer is null ? string.Empty : employee is null ? $"{referrer}" : $"{referrer}{Between}{employee}";

    private static bool? IsNear(string? issued, string? used) =>
        GeoCell.TryParse(issued, out GeoCell here) && GeoCell.TryParse(used, out GeoCell there) ? here.IsNear(there) : null;

    // The number of a cookie, kept apart from the numbers of buyers and from hashes, which are longer.
    private static UInt128 Trace(long visitor) => (ulong)visitor;

    private static UInt128 Key(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static ReportGroup Group(Dictionary<string, ReportGroup> groups, string key)
    {
        if (!groups.TryGetValue(key, out ReportGroup? group))
        {
            group = new ReportGroup();
            groups.Add(key, group);
        }

        return group;
    }
}
