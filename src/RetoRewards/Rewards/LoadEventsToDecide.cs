using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Loads a bounded number of events with everything that deciding them needs.</summary>
internal static class LoadEventsToDecide
{
    /// <summary>The events that may be decided: received ones, and waiting ones that have rested. What speaks of a sale that has not
    /// arrived is left alone.</summary>
    /// <param name="write">The caller's transaction.</param>
    /// <param name="restedSince">What waits for a rate, a top-up or the end of a pause is looked at again when it was last before this.</param>
    /// <param name="forgottenSince">The same for what another event of its sale takes up, or a person: looked at now and then all the same.</param>
    public static IQueryable<SaleEventRow> Due(WriteTransaction write, DateTimeOffset restedSince, DateTimeOffset forgottenSince) =>
        write.Db.Set<SaleEventRow>()
            // The very words of the index of what is undecided: without them SQLite would read every event that there ever was.
            .Where(row => row.State == SaleEventState.Received || row.State == SaleEventState.Waiting)
            .Where(row => row.SaleId != null
                && (row.State == SaleEventState.Received
                    || (row.State == SaleEventState.Waiting
                        && (row.DecidedAt <= forgottenSince
                            || (row.DecidedAt <= restedSince
                                && row.Outcome != Outcome.PaymentPending
                                && row.Outcome != Outcome.DeliveryPending
                                && row.Outcome != Outcome.FingerprintCollision)))));

    /// <summary>The sales of the next events in order of arrival.</summary>
    /// <param name="write">The caller's transaction.</param>
    /// <param name="due">The events that may be decided.</param>
    /// <param name="held">The partners whose events they are to be; null for all.</param>
    /// <param name="most">The most events looked for.</param>
    public static async Task<SaleId[]> TakeAsync(
        WriteTransaction write, IQueryable<SaleEventRow> due, PartnerId[]? held, int most)
    {
        SaleId[] taken = await (held is null ? due : due.Where(row => held.Contains(row.PartnerId)))
            .OrderBy(row => row.Arrival)
            .Take(most)
            .Select(row => row.SaleId!.Value)
            .ToArrayAsync(write.CancellationToken);
        return [.. taken.Distinct()];
    }

    public static async Task<EventsToDecide> ExecuteAsync(
        WriteTransaction write, LoadCampaigns loadCampaigns, LinkKeys linkKeys, SaleId[] saleIds, DateTimeOffset now)
    {
        RetoDbContext db = write.Db;
        CancellationToken cancellationToken = write.CancellationToken;
        Dictionary<SaleId, SaleCase> cases = await LoadSaleCases.ExecuteAsync(db, saleIds, cancellationToken);
        await LoadSaleCases.AddDecisionsAsync(db, cases, loadCampaigns, cancellationToken);
        SaleCase[] open = [.. cases.Values.Where(one => SaleContexts.Undecided(one).Any())];
        People people = await People.LoadAsync(db, [.. open.Select(one => one.Row)], linkKeys, cancellationToken);
        await CampaignOfSale.FindAsync(db, cases.Values, people, cancellationToken);
        Dictionary<SaleEventId, ParticipantFacts> authors = await AuthorsAsync(db, cases.Values, cancellationToken);
        Dictionary<CampaignId, CampaignDesk> desks = await LoadCampaignDesks.ExecuteAsync(
            db, loadCampaigns, cases.Values, people, authors, cancellationToken);
        await UplineActivity.FindAsync(
            db,
            open.Where(one => one.Campaign is not null).Select(one => (one, desks[one.Campaign!.Value].Campaign.TermsInForce(one.Row.SoldAt))),
            people,
            cancellationToken);

        GrantedRow[] granted =
        [
            .. cases.Values.SelectMany(one => one.Decided.Values).SelectMany(capture => capture.Rewards),
            .. desks.Values.SelectMany(desk => desk.Thresholds).SelectMany(ofReferrer => ofReferrer),
        ];
        LedgerView ledger = await LedgerView.LoadAsync(
            db,
            [
                .. desks.Keys.Concat(desks.Values.SelectMany(desk => desk.Funders).Select(funder => funder.Id))
                    .Concat(granted.Select(one => one.Row.CampaignId)).Distinct(),
            ],
            [.. granted.Select(one => (one.Row.CampaignId, one.Row.ParticipantId))],
            cancellationToken);
        return new EventsToDecide
        {
            Events = InOrder(cases.Values),
            Cases = cases,
            Desks = desks,
            People = people,
            Authors = authors,
            Ledger = ledger,
            Rates = await RatesAsync(db, now, cancellationToken),
            ChannelNames = authors.Count == 0 ? new Dictionary<ChannelId, string>() : await ChannelNamesAsync(db, cases.Values, cancellationToken),
        };
    }

    /// <summary>The rates in force at a moment; the answer of a price feed that has grown too old is none.</summary>
    public static async Task<CurrentRates> RatesAsync(RetoDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ConversionRateRow[] rows = await db.Set<ConversionRateRow>()
            .Where(row => row.InForceFrom <= now
                && !db.Set<ConversionRateRow>().Any(later =>
                    later.Currency == row.Currency && later.InForceFrom <= now && later.InForceFrom > row.InForceFrom))
            .ToArrayAsync(cancellationToken);
        return new CurrentRates([.. rows.Where(row => row.ValidUntil is null || row.ValidUntil > now)]);
    }

    /// <summary>An event that arrived before its sale counts from the sale's arrival on; the sale itself goes first.</summary>
    private static SaleEventRow[] InOrder(IEnumerable<SaleCase> cases) =>
    [
        .. cases
            .SelectMany(one => one.Events
                .Where(row => row.State is SaleEventState.Received or SaleEventState.Waiting)
                .Select(row => (Row: row, At: Math.Max(row.Arrival, one.Told?.Arrival ?? 0))))
            .OrderBy(one => one.At)
            .ThenBy(one => one.Row.Kind == SaleEventKind.Sale ? 0 : 1)
            .ThenBy(one => one.Row.Arrival)
            .Select(one => one.Row),
    ];

    private static async Task<Dictionary<SaleEventId, ParticipantFacts>> AuthorsAsync(
        RetoDbContext db, IEnumerable<SaleCase> cases, CancellationToken cancellationToken)
    {
        Dictionary<SaleEventId, CustomerId> authors = [];
        foreach (SaleCase one in cases)
        {
            foreach (ToldFeedback told in one.Feedback)
            {
                if ((told.Row.CustomerId ?? one.Row.CustomerId) is { } author)
                {
                    authors.Add(told.Event.SaleEventId, author);
                }
            }
        }

        if (authors.Count == 0)
        {
            return [];
        }

        CustomerId[] ids = [.. authors.Values.Distinct()];
        var people = await (
                from customer in db.Set<CustomerRow>()
                join participant in db.Set<ParticipantRow>() on customer.ParticipantId equals participant.ParticipantId
                where ids.Contains(customer.CustomerId)
                select new { customer.CustomerId, participant.ParticipantId, participant.Kind, participant.GroupName })
            .ToDictionaryAsync(row => row.CustomerId, cancellationToken);
        return authors.Where(pair => people.ContainsKey(pair.Value)).ToDictionary(
            pair => pair.Key,
            pair => new ParticipantFacts(people[pair.Value].ParticipantId, people[pair.Value].Kind) { Group = people[pair.Value].GroupName });
    }

    private static async Task<Dictionary<ChannelId, string>> ChannelNamesAsync(
        RetoDbContext db, IEnumerable<SaleCase> cases, CancellationToken cancellationToken)
    {
        ChannelId[] ids = [.. cases.SelectMany(one => one.Feedback).Select(told => told.Event.ChannelId).Distinct()];
        return await db.Set<ChannelRow>().Where(row => ids.Contains(row.ChannelId))
            .ToDictionaryAsync(row => row.ChannelId, row => row.Name, cancellationToken);
    }
}
