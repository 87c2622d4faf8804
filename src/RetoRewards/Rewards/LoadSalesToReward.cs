using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Loads a bounded number of events with everything that deciding them needs.</summary>
internal static class LoadSalesToReward
{
    /// <summary>The next events in order of arrival: received ones, and waiting ones that have rested. Other kinds than sales, and what
    /// speaks of a sale that has not arrived, are left alone.</summary>
    public static Task<SaleEventRow[]> TakeAsync(WriteTransaction write, int most, DateTimeOffset restedSince) =>
        write.Db.Set<SaleEventRow>()
            .Where(row => row.Kind == SaleEventKind.Sale && row.SaleId != null
                && (row.State == SaleEventState.Received || (row.State == SaleEventState.Waiting && row.DecidedAt <= restedSince)))
            .OrderBy(row => row.Arrival)
            .Take(most)
            .ToArrayAsync(write.CancellationToken);

    public static async Task<SalesToReward> ExecuteAsync(
        WriteTransaction write, LoadCampaigns loadCampaigns, SaleEventRow[] events, DateTimeOffset now)
    {
        RetoDbContext db = write.Db;
        CancellationToken cancellationToken = write.CancellationToken;
        SaleId[] saleIds = [.. events.Select(row => row.SaleId!.Value).Distinct()];
        Dictionary<SaleId, SaleRow> sales = await db.Set<SaleRow>()
            .Where(row => saleIds.Contains(row.SaleId)).ToDictionaryAsync(row => row.SaleId, cancellationToken);
        ILookup<SaleId, SaleLineRow> lines = (await db.Set<SaleLineRow>()
                .Where(row => saleIds.Contains(row.SaleId)).OrderBy(row => row.LineNumber).ToArrayAsync(cancellationToken))
            .ToLookup(row => row.SaleId);

        People people = await People.LoadAsync(db, [.. sales.Values], cancellationToken);
        Dictionary<SaleId, CampaignId> campaignOf = await CampaignOfEachAsync(db, sales.Values, people, cancellationToken);
        Dictionary<CampaignId, Campaign> campaigns = await loadCampaigns.ExecuteAsync(
            db, [.. campaignOf.Values.Distinct()], cancellationToken);

        List<CampaignSales> byCampaign = [];
        foreach (IGrouping<CampaignId, SaleEventRow> group in events
            .Where(row => campaignOf.ContainsKey(row.SaleId!.Value)).GroupBy(row => campaignOf[row.SaleId!.Value]))
        {
            SaleInContext[] inContext = [.. group.Select(row => InContext(
                row, sales[row.SaleId!.Value], lines[row.SaleId!.Value], people))];
            byCampaign.Add(await WithRunningStateAsync(db, campaigns[group.Key], inContext, cancellationToken));
        }

        return new SalesToReward
        {
            Events = events.ToDictionary(row => row.SaleEventId),
            Campaigns = byCampaign,
            WithoutCampaign = [.. events
                .Where(row => !campaignOf.ContainsKey(row.SaleId!.Value)).Select(row => (row, Outcome.NoReferrer))],
            Rates = await RatesAsync(db, now, cancellationToken),
        };
    }

    /// <summary>The campaign that a sale belongs to: its code's, else the one that bound its customer, else the partner's oldest in
    /// whose window it falls.</summary>
    private static async Task<Dictionary<SaleId, CampaignId>> CampaignOfEachAsync(
        RetoDbContext db, IReadOnlyCollection<SaleRow> sales, People people, CancellationToken cancellationToken)
    {
        PartnerId[] partners = [.. sales.Select(sale => sale.PartnerId).Distinct()];
        CampaignRow[] open = await db.Set<CampaignRow>()
            .Where(row => partners.Contains(row.PartnerId) && row.State != CampaignState.Draft && row.State != CampaignState.Closed)
            .OrderBy(row => row.CreatedAt)
            .ToArrayAsync(cancellationToken);
        Dictionary<SaleId, CampaignId> campaignOf = [];
        foreach (SaleRow sale in sales)
        {
            CampaignId? campaign = people.CampaignOfCode(sale.Code)
                ?? people.CampaignOfBinding(sale.CustomerId)
                ?? open.FirstOrDefault(row => row.PartnerId == sale.PartnerId && row.StartsAt <= sale.SoldAt && sale.SoldAt < row.EndsAt)
                    ?.CampaignId;
            if (campaign is { } found)
            {
                campaignOf.Add(sale.SaleId, found);
            }
        }

        return campaignOf;
    }

    private static SaleInContext InContext(SaleEventRow row, SaleRow sale, IEnumerable<SaleLineRow> lines, People people) => new()
    {
        EventId = row.SaleEventId,
        Sale = new Sale(
            sale.SaleId,
            new SaleNumber(sale.NameSpace, sale.SaleNumber),
            sale.ChannelId,
            sale.SoldAt,
            Currency.Find(sale.Currency),
            [.. lines.Select(line => new SaleLine(
                line.Sku,
                line.ProductType,
                line.Quantity,
                line.GrossMinorUnits,
                line.DiscountMinorUnits,
                line.TaxMinorUnits,
                line.ShippingMinorUnits))])
        {
            Place = sale.Place,
        },
        ReceivedAt = row.ReceivedAt,
        PaidAt = sale.PaidAt,
        DeliveredAt = sale.DeliveredAt,
        Code = people.OfCode(sale.Code),
        Customer = people.OfCustomer(sale.CustomerId),
    };

    private static async Task<CampaignSales> WithRunningStateAsync(
        RetoDbContext db, Campaign campaign, SaleInContext[] sales, CancellationToken cancellationToken)
    {
        string budget = AccountName.Budget(campaign.Id).ToString();
        LedgerBalance available = await db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign.Id && row.Name == budget)
            .Select(row => row.Balance)
            .SingleOrDefaultAsync(cancellationToken);
        RunningState running = new(available.ToAmount());
        IReadOnlySet<LimitKey> limits = RunningKeys.Limits(campaign, sales);
        IReadOnlySet<CounterKey> counters = RunningKeys.Counters(campaign, sales);
        Dictionary<LimitKey, TokenAmount> storedLimits = await LoadLimitsAsync(db, campaign.Id, running, limits, cancellationToken);
        Dictionary<CounterKey, int> storedCounts = await LoadCountsAsync(db, campaign.Id, running, counters, cancellationToken);
        return new CampaignSales(campaign, sales, running, storedLimits, storedCounts);
    }

    private static async Task<Dictionary<LimitKey, TokenAmount>> LoadLimitsAsync(
        RetoDbContext db, CampaignId campaign, RunningState running, IReadOnlySet<LimitKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        byte[][] subjects = [.. keys.Select(LimitSubjectBytes.Of).DistinctBy(Convert.ToHexString)];
        LimitUseRow[] rows = await db.Set<LimitUseRow>()
            .Where(row => row.CampaignId == campaign && subjects.Contains(row.Subject))
            .ToArrayAsync(cancellationToken);
        Dictionary<LimitKey, TokenAmount> stored = [];
        foreach (LimitUseRow row in rows)
        {
            LimitKey key = new(row.LimitNumber, row.Period, LimitSubjectBytes.Read(row.Subject));
            running.Load(key, row.Used);
            stored.Add(key, row.Used);
        }

        return stored;
    }

    private static async Task<Dictionary<CounterKey, int>> LoadCountsAsync(
        RetoDbContext db, CampaignId campaign, RunningState running, IReadOnlySet<CounterKey> keys, CancellationToken cancellationToken)
    {
        ParticipantId[] referrers = [.. keys.Select(key => key.Referrer).Distinct()];
        CustomerCountRow[] rows = await db.Set<CustomerCountRow>()
            .Where(row => row.CampaignId == campaign && referrers.Contains(row.Referrer))
            .ToArrayAsync(cancellationToken);
        Dictionary<CounterKey, int> stored = [];
        foreach (CustomerCountRow row in rows)
        {
            CounterKey key = new(row.Rule, row.Referrer);
            running.Load(key, row.Count);
            stored.Add(key, row.Count);
        }

        return stored;
    }

    private static async Task<CurrentRates> RatesAsync(RetoDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ConversionRateRow[] rows = await db.Set<ConversionRateRow>()
            .Where(row => row.InForceFrom <= now
                && !db.Set<ConversionRateRow>().Any(later =>
                    later.Currency == row.Currency && later.InForceFrom <= now && later.InForceFrom > row.InForceFrom))
            .ToArrayAsync(cancellationToken);
        return new CurrentRates(rows);
    }
}
