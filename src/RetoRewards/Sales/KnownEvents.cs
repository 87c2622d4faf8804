using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals;

namespace RetoRewards.Sales;

/// <summary>What is stored already of the events and the sales that a group of submissions speaks of.</summary>
internal sealed class KnownEvents
{
    public required Dictionary<EventKey, SaleEventRow> Events { get; init; }

    /// <summary>Sales by each of the numbers that were told.</summary>
    public required Dictionary<SaleKey, KnownSale> Sales { get; init; }

    /// <summary>Events that wait for a sale by the number they named.</summary>
    public required ILookup<SaleKey, SaleEventRow> Parked { get; init; }

    /// <summary>The state of the campaign of each code, by partner and code.</summary>
    public required Dictionary<(PartnerId Partner, string Code), CampaignState> Campaigns { get; init; }

    public required HashSet<ParticipantId> Sellers { get; init; }

    /// <summary>A place in the order of arrival for each of the events, rising, behind those of every stored event of their partners.</summary>
    public required long[] Arrivals { get; init; }

    private static readonly string[] EventColumns = [nameof(SaleEventRow.ChannelId), nameof(SaleEventRow.EventId)];
    private static readonly string[] SaleColumns = [nameof(SaleRow.PartnerId), nameof(SaleRow.NameSpace), nameof(SaleRow.SaleNumber)];

    private static readonly string[] ReferenceColumns =
        [nameof(SaleReferenceRow.PartnerId), nameof(SaleReferenceRow.NameSpace), nameof(SaleReferenceRow.Reference)];

    /// <summary>Loads it. Most of what is told is new, so every key is looked up first, and only what is there is queried.</summary>
    public static async Task<KnownEvents> LoadAsync(WriteTransaction write, IReadOnlyList<CheckedEvent> events)
    {
        SaleKey[] saleKeys = [.. events.SelectMany(one => one.SaleKeys).Distinct()];
        return new KnownEvents
        {
            Events = await LoadEventsAsync(write, events),
            Sales = await LoadSalesAsync(write, saleKeys),
            Parked = await LoadParkedAsync(write, saleKeys),
            Campaigns = await LoadCampaignsAsync(write, events),
            Sellers = await LoadSellersAsync(write, events),
            Arrivals = write.NextNumbers<SaleEventRow>(nameof(SaleEventRow.Arrival), events.Count),
        };
    }

    private static async Task<Dictionary<EventKey, SaleEventRow>> LoadEventsAsync(WriteTransaction write, IReadOnlyList<CheckedEvent> events)
    {
        CheckedEvent[] stored = Stored<SaleEventRow, CheckedEvent>(
            write, events, one => [one.Channel.ChannelId, one.EventId], EventColumns);
        if (stored.Length == 0)
        {
            return [];
        }

        string[] eventIds = [.. stored.Select(one => one.EventId).Distinct(StringComparer.Ordinal)];
        ChannelId[] channels = [.. stored.Select(one => one.Channel.ChannelId).Distinct()];
        return await write.Db.Set<SaleEventRow>()
            .Where(row => channels.Contains(row.ChannelId) && eventIds.Contains(row.EventId))
            .ToDictionaryAsync(row => new EventKey(row.ChannelId, row.EventId), write.CancellationToken);
    }

    /// <summary>Those whose key is stored.</summary>
    private static T[] Stored<TRow, T>(
        WriteTransaction write, IReadOnlyList<T> told, Func<T, object[]> key, string[] properties, string? absent = null)
        where TRow : class
    {
        bool[] stored = write.AreStored<TRow>([.. told.Select(key)], properties, absent);
        return [.. told.Where((_, index) => stored[index])];
    }

    private static SaleKey[] Stored<TRow>(WriteTransaction write, SaleKey[] keys, string[] properties, string? absent = null)
        where TRow : class =>
        Stored<TRow, SaleKey>(write, keys, key => [key.Partner, key.NameSpace, key.Number], properties, absent);

    private static async Task<Dictionary<SaleKey, KnownSale>> LoadSalesAsync(WriteTransaction write, SaleKey[] told)
    {
        RetoDbContext db = write.Db;
        SaleKey[] keys = [.. Stored<SaleRow>(write, told, SaleColumns).Union(Stored<SaleReferenceRow>(write, told, ReferenceColumns))];
        if (keys.Length == 0)
        {
            return [];
        }

        PartnerId[] partners = [.. keys.Select(key => key.Partner).Distinct()];
        string[] spaces = [.. keys.Select(key => key.NameSpace).Distinct(StringComparer.Ordinal)];
        string[] numbers = [.. keys.Select(key => key.Number).Distinct(StringComparer.Ordinal)];
        List<SaleRow> sales = await db.Set<SaleRow>()
            .Where(row => partners.Contains(row.PartnerId) && spaces.Contains(row.NameSpace) && numbers.Contains(row.SaleNumber))
            .ToListAsync(write.CancellationToken);
        SaleReferenceRow[] references = await db.Set<SaleReferenceRow>()
            .Where(row => partners.Contains(row.PartnerId) && spaces.Contains(row.NameSpace) && numbers.Contains(row.Reference))
            .ToArrayAsync(write.CancellationToken);
        SaleId[] named = [.. references.Select(row => row.SaleId).Except(sales.Select(row => row.SaleId))];
        if (named.Length > 0)
        {
            sales.AddRange(await db.Set<SaleRow>().Where(row => named.Contains(row.SaleId)).ToArrayAsync(write.CancellationToken));
        }

        Dictionary<SaleId, KnownSale> byId = sales.Count == 0 ? [] : await LoadDetailsAsync(write, sales);
        Dictionary<SaleKey, KnownSale> byKey = [];
        foreach (SaleRow row in sales)
        {
            byKey[new SaleKey(row.PartnerId, row.NameSpace, row.SaleNumber)] = byId[row.SaleId];
        }

        foreach (SaleReferenceRow row in references)
        {
            byKey.TryAdd(new SaleKey(row.PartnerId, row.NameSpace, row.Reference), byId[row.SaleId]);
        }

        return byKey;
    }

    private static async Task<Dictionary<SaleId, KnownSale>> LoadDetailsAsync(WriteTransaction write, List<SaleRow> sales)
    {
        RetoDbContext db = write.Db;
        SaleId[] ids = [.. sales.Select(row => row.SaleId)];
        CustomerId[] customerIds = [.. sales.Select(row => row.CustomerId).OfType<CustomerId>().Distinct()];
        ILookup<SaleId, SaleLineRow> lines = (await db.Set<SaleLineRow>()
                .Where(row => ids.Contains(row.SaleId)).OrderBy(row => row.LineNumber).ToArrayAsync(write.CancellationToken))
            .ToLookup(row => row.SaleId);
        SaleEventRow[] events = await db.Set<SaleEventRow>()
            .Where(row => row.SaleId != null && ids.Contains(row.SaleId.Value)
                && (row.Kind == SaleEventKind.Sale || row.Kind == SaleEventKind.Payment))
            .ToArrayAsync(write.CancellationToken);
        Dictionary<CustomerId, string> customers = await db.Set<CustomerRow>()
            .Where(row => customerIds.Contains(row.CustomerId))
            .ToDictionaryAsync(row => row.CustomerId, row => row.CustomerNumber, write.CancellationToken);
        var back = await (
                from refund in db.Set<SaleRefundRow>()
                join line in db.Set<SaleRefundLineRow>() on refund.SaleEventId equals line.SaleEventId
                join told in db.Set<SaleEventRow>() on refund.SaleEventId equals told.SaleEventId
                where refund.SaleVersion != null && told.SaleId != null && ids.Contains(told.SaleId.Value)
                select new { SaleId = told.SaleId!.Value, line.LineNumber, line.GoodsMinorUnits, line.TaxMinorUnits, line.ShippingMinorUnits })
            .ToArrayAsync(write.CancellationToken);
        return sales.ToDictionary(row => row.SaleId, row => new KnownSale(
            row,
            [.. lines[row.SaleId]],
            row.CustomerId is { } customer ? customers[customer] : null,
            [.. events.Where(one => one.SaleId == row.SaleId)],
            [.. back.Where(one => one.SaleId == row.SaleId).Select(one => new RefundLine(
                one.LineNumber ?? 0, one.GoodsMinorUnits, one.TaxMinorUnits, one.ShippingMinorUnits))]));
    }

    private static async Task<ILookup<SaleKey, SaleEventRow>> LoadParkedAsync(WriteTransaction write, SaleKey[] told)
    {
        SaleKey[] keys = Stored<SaleEventRow>(write, told, SaleColumns, nameof(SaleEventRow.SaleId));
        if (keys.Length == 0)
        {
            return Array.Empty<SaleEventRow>().ToLookup(_ => default(SaleKey));
        }

        PartnerId[] partners = [.. keys.Select(key => key.Partner).Distinct()];
        string[] spaces = [.. keys.Select(key => key.NameSpace).Distinct(StringComparer.Ordinal)];
        string[] numbers = [.. keys.Select(key => key.Number).Distinct(StringComparer.Ordinal)];
        SaleEventRow[] rows = await write.Db.Set<SaleEventRow>()
            .Where(row => row.SaleId == null
                && partners.Contains(row.PartnerId) && spaces.Contains(row.NameSpace) && numbers.Contains(row.SaleNumber))
            .ToArrayAsync(write.CancellationToken);
        return rows.ToLookup(row => new SaleKey(row.PartnerId, row.NameSpace, row.SaleNumber));
    }

    private static async Task<Dictionary<(PartnerId Partner, string Code), CampaignState>> LoadCampaignsAsync(
        WriteTransaction write, IReadOnlyList<CheckedEvent> events)
    {
        string[] codes = [.. events.Select(one => one.Content).OfType<EventContent.OfSale>()
            .SelectMany(sale => sale.Code is { } code ? [code] : sale.CodeCandidates).Distinct(StringComparer.Ordinal)];
        if (codes.Length == 0)
        {
            return [];
        }

        return await (
                from code in write.Db.Set<ReferralCodeRow>()
                join campaign in write.Db.Set<CampaignRow>() on code.CampaignId equals campaign.CampaignId
                where codes.Contains(code.Code)
                select new { campaign.PartnerId, code.Code, campaign.State })
            .ToDictionaryAsync(row => (row.PartnerId, row.Code), row => row.State, write.CancellationToken);
    }

    private static async Task<HashSet<ParticipantId>> LoadSellersAsync(WriteTransaction write, IReadOnlyList<CheckedEvent> events)
    {
        ParticipantId[] sellers = [.. events
            .Select(one => (one.Content as EventContent.OfSale)?.Seller).OfType<ParticipantId>().Distinct()];
        return sellers.Length == 0
            ? []
            : [.. await write.Db.Set<ParticipantRow>()
                .Where(row => sellers.Contains(row.ParticipantId)).Select(row => row.ParticipantId).ToArrayAsync(write.CancellationToken)];
    }
}

/// <summary>A sale as it is known, inside one group of submissions: later ones see what earlier ones made of it.</summary>
/// <param name="row">The sale.</param>
/// <param name="lines">Its lines in order.</param>
/// <param name="customerNumber">The number of its customer; null without one.</param>
/// <param name="tellings">Its events of the kinds that earn: Sale and Payment.</param>
/// <param name="back">What later versions gave back already.</param>
internal sealed class KnownSale(
    SaleRow row, SaleLineRow[] lines, string? customerNumber, List<SaleEventRow> tellings, List<RefundLine> back)
{
    public SaleRow Row { get; } = row;

    public SaleLineRow[] Lines { get; set; } = lines;

    public string? CustomerNumber { get; set; } = customerNumber;

    public List<SaleEventRow> Tellings { get; } = tellings;

    public List<RefundLine> Back { get; } = back;

    /// <summary>True when the row is not stored yet.</summary>
    public bool IsNew { get; init; }

    /// <summary>Lines that are stored and were replaced; null when they were not.</summary>
    public SaleLineRow[]? OldLines { get; set; }

    /// <summary>The tellings of the sale itself that are still to be decided.</summary>
    public IEnumerable<SaleEventRow> Undecided => Tellings.Where(one =>
        one.Kind == SaleEventKind.Sale && one.State is (SaleEventState.Received or SaleEventState.Waiting));

    /// <summary>Whether any telling was decided for good. Superseded ones were not decided: another took their place.</summary>
    public bool IsDecided => Tellings.Any(one =>
        one.Outcome is { } outcome && outcome.IsTerminal()
        && outcome is not (Outcome.Superseded or Outcome.ContentConflict or Outcome.PaymentNoted));

    public SaleVersion Version => new(
        Row.SoldAt,
        Row.Currency,
        [.. Lines.Select(line => new SaleLine(
            line.Sku,
            line.ProductType,
            line.Quantity,
            line.GrossMinorUnits,
            line.DiscountMinorUnits,
            line.TaxMinorUnits,
            line.ShippingMinorUnits))])
    {
        LineReferences = [.. Lines.Select(line => line.LineReference)],
        Code = Row.Code,
        CustomerNumber = CustomerNumber,
        Place = Row.Place,
        Seller = Row.SellerId,
        Employee = Row.Employee,
        ClickId = Row.ClickId,
    };
}
