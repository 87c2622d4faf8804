using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Loads sales with everything that was told of them and decided about them.</summary>
internal static class LoadSaleCases
{
    /// <summary>Most events of one sale that are looked at: more than a sale of 200 lines can sensibly have.</summary>
    public const int MaxEventsOfSale = 1_000;

    /// <param name="db">The database, inside the caller's transaction.</param>
    /// <param name="ids">The sales.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The cases by sale, and the events that tell more of these sales than the sales themselves.</returns>
    public static async Task<Dictionary<SaleId, SaleCase>> ExecuteAsync(
        RetoDbContext db, IReadOnlyCollection<SaleId> ids, CancellationToken cancellationToken)
    {
        SaleId[] saleIds = [.. ids];
        SaleRow[] sales = await db.Set<SaleRow>().Where(row => saleIds.Contains(row.SaleId)).ToArrayAsync(cancellationToken);
        ILookup<SaleId, SaleLineRow> lines = (await db.Set<SaleLineRow>()
                .Where(row => saleIds.Contains(row.SaleId)).OrderBy(row => row.LineNumber).ToArrayAsync(cancellationToken))
            .ToLookup(row => row.SaleId);
        SaleEventRow[] events = await db.Set<SaleEventRow>()
            .Where(row => row.SaleId != null && saleIds.Contains(row.SaleId.Value))
            .OrderBy(row => row.Arrival)
            .Take(saleIds.Length * MaxEventsOfSale)
            .ToArrayAsync(cancellationToken);
        ToldContents contents = await ToldContents.LoadAsync(db, events, cancellationToken);
        ILookup<SaleId, SaleEventRow> eventsOf = events.ToLookup(row => row.SaleId!.Value);
        return sales.ToDictionary(row => row.SaleId, row => Case(row, lines[row.SaleId], [.. eventsOf[row.SaleId]], contents));
    }

    /// <summary>Adds what was decided about the sales before.</summary>
    public static async Task AddDecisionsAsync(
        RetoDbContext db, IReadOnlyDictionary<SaleId, SaleCase> cases, LoadCampaigns loadCampaigns, CancellationToken cancellationToken)
    {
        SaleId[] decided = [.. cases.Values.Where(IsDecidedBefore).Select(one => one.Row.SaleId)];
        if (decided.Length == 0)
        {
            return;
        }

        RewardDecisionRow[] decisions = await db.Set<RewardDecisionRow>()
            .Where(row => row.SaleId != null && decided.Contains(row.SaleId.Value) && row.CaptureOrdinal != null)
            .ToArrayAsync(cancellationToken);
        Dictionary<CampaignId, Campaign> campaigns = await loadCampaigns.ExecuteAsync(
            db, [.. decisions.Select(row => row.CampaignId).Distinct()], cancellationToken);
        ILookup<SaleEventId, RewardRow> rewards = (await db.Set<RewardRow>()
                .Where(row => row.SaleId != null && decided.Contains(row.SaleId.Value)
                    && row.Role != RewardRole.Author && row.State != RewardState.Lapsed)
                .OrderBy(row => row.Sequence)
                .ToArrayAsync(cancellationToken))
            .ToLookup(row => row.SaleEventId!.Value);
        GrantedRows granted = await GrantedRows.LoadAsync(db, [.. rewards.SelectMany(ofEvent => ofEvent)], cancellationToken);
        foreach (RewardDecisionRow row in decisions)
        {
            SaleCase one = cases[row.SaleId!.Value];
            Campaign campaign = campaigns[row.CampaignId];
            Capture capture = new(row.CaptureOrdinal!.Value, row.CapturedAt!.Value, row.CapturedMinorUnits, row.CapturedOfMinorUnits);
            DecidedCapture made = new() { Decision = row, Capture = capture, Base = BaseOf(campaign, capture, one.Row.SoldAt) };
            made.Rewards.AddRange(rewards[row.SaleEventId]
                .Where(reward => !IsThreshold(campaign, reward.Rule)).Select(reward => granted.Of(reward, row.Explanation)));
            one.Campaign = row.CampaignId;
            one.Decided.Add(capture.Ordinal, made);
        }
    }

    /// <summary>What a percentage of a payment was taken of.</summary>
    public static RewardBase BaseOf(Campaign campaign, Capture capture, DateTimeOffset soldAt) =>
        (campaign.TermsInForce(capture.At) ?? campaign.TermsInForce(soldAt))?.Base ?? new RewardBase();

    /// <summary>Whether a rule of this number rewards a number of customers, in any version of the terms.</summary>
    public static bool IsThreshold(Campaign campaign, int rule) => campaign.Versions.Any(terms =>
        terms.Rules.Any(one => one.Number == rule && one.Kind == RuleKind.Threshold));

    private static bool IsDecidedBefore(SaleCase one) => one.Told?.Outcome is { } outcome && outcome.IsTerminal();

    private static SaleCase Case(SaleRow row, IEnumerable<SaleLineRow> lines, SaleEventRow[] events, ToldContents contents)
    {
        Sale sale = DomainSale(row, lines);
        ToldPayment[] payments = row.PaidAt is not null ? [] :
        [
            .. events.Where(one => one.Kind == SaleEventKind.Payment)
                .Select(one => new ToldPayment(one, contents.Payments[one.SaleEventId]))
                .Where(payment => payment.Row.Currency == row.Currency),
        ];
        return new SaleCase
        {
            Row = row,
            Sale = sale,
            Events = events,
            Contents = contents,
            Told = events.LastOrDefault(one => one.Kind == SaleEventKind.Sale
                && one.Outcome is not (Outcome.Superseded or Outcome.ContentConflict)),
            Payments = payments,
            DeliveredAt = row.DeliveredAt ?? events
                .Where(one => one.Kind == SaleEventKind.Delivery)
                .Select(one => contents.Deliveries[one.SaleEventId].DeliveredAt)
                .Min(),
            Refunds =
            [
                .. events.Select(one => (Event: one, Refund: RefundReading.Read(one, sale, row.PaidAt is not null, payments, contents)))
                    .Where(one => one.Refund is not null)
                    .Select(one => new ToldRefund(one.Event, one.Refund!)),
            ],
            Feedback =
            [
                .. events.Where(one => one.Kind == SaleEventKind.Feedback)
                    .Select(one => new ToldFeedback(one, contents.Feedback[one.SaleEventId])),
            ],
        };
    }

    private static Sale DomainSale(SaleRow row, IEnumerable<SaleLineRow> lines) => new(
        row.SaleId,
        new SaleNumber(row.NameSpace, row.SaleNumber),
        row.ChannelId,
        row.SoldAt,
        Currency.Find(row.Currency),
        [.. lines.Select(line => new SaleLine(
            line.Sku,
            line.ProductType,
            line.Quantity,
            line.GrossMinorUnits,
            line.DiscountMinorUnits,
            line.TaxMinorUnits,
            line.ShippingMinorUnits))])
    {
        Place = row.Place,
        Seller = row.SellerId,
    };
}
