using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>What a campaign has reached, and what its customers cost and are worth.</summary>
/// <param name="RewardedSales">Sales that earned.</param>
/// <param name="NewCustomers">New customers brought by referrers, less those whose first purchase went back.</param>
/// <param name="TurnoverMinorUnits">What attributed sales came to; of the guard's currency where there is a guard.</param>
/// <param name="AttributedSales">How many those were.</param>
/// <param name="ReferredPayers">Customers who came by recommendation.</param>
/// <param name="AllPayers">All customers who bought under the campaign.</param>
/// <param name="PromotionMinorUnits">Expenses of promotion, in the guard's currency.</param>
/// <param name="IncentiveMinorUnits">Rewards and discounts, in the guard's currency at the rate now; null without a rate.</param>
internal sealed record CampaignGrowth(
    long RewardedSales,
    long NewCustomers,
    long TurnoverMinorUnits,
    long AttributedSales,
    long ReferredPayers,
    long AllPayers,
    long PromotionMinorUnits,
    long? IncentiveMinorUnits)
{
    /// <summary>Reads it from what was decided.</summary>
    /// <param name="db">For reading.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="currency">The guard's currency; null counts the turnover of every currency alike, and no costs.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static async Task<CampaignGrowth> ReadAsync(
        RetoDbContext db, CampaignId campaign, string? currency, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IQueryable<RewardDecisionRow> firsts = db.Set<RewardDecisionRow>().Where(row => row.CampaignId == campaign && row.CaptureOrdinal == 0);
        long rewarded = await firsts.CountAsync(
            row => db.Set<SaleEventRow>().Any(one => one.SaleEventId == row.SaleEventId && one.State == SaleEventState.Rewarded), cancellationToken);
        long brought = await firsts.CountAsync(row => row.CountsCustomer, cancellationToken);
        long referred = await db.Set<CustomerBindingRow>()
            .CountAsync(row => row.CampaignId == campaign && row.FirstSaleId != null && row.Referrer != null, cancellationToken);
        long all = await db.Set<CustomerBindingRow>()
            .CountAsync(row => row.CampaignId == campaign && row.FirstSaleId != null, cancellationToken);
        long turnover = 0;
        long sales = 0;
        long discounts = 0;
        var attributed =
            from row in firsts
            join sale in db.Set<SaleRow>() on row.SaleId equals sale.SaleId
            where row.Referrer != null && (currency == null || sale.Currency == currency)
            select new { sale.TotalMinorUnits, row.DiscountMinorUnits };
        await foreach (var one in attributed.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            turnover = checked(turnover + one.TotalMinorUnits);
            discounts = checked(discounts + one.DiscountMinorUnits);
            sales++;
        }

        long promotion = 0;
        await foreach (long cost in db.Set<CampaignCostRow>()
            .Where(row => row.CampaignId == campaign && row.Currency == currency)
            .Select(row => row.MinorUnits).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            promotion = checked(promotion + cost);
        }

        long? rewards = currency is null ? null : await RewardsInAsync(db, campaign, currency, now, cancellationToken);
        return new CampaignGrowth(rewarded, brought, turnover, sales, referred, all, promotion, rewards + discounts);
    }

    /// <summary>What the guard says.</summary>
    public GrowthVerdict Judge(CampaignPlanRow plan) => IncentiveMinorUnits is not { } incentives
        ? GrowthVerdict.TooFewCustomers
        : GrowthGuard.Judge(PromotionMinorUnits, incentives, NewCustomers, ValueOf(plan), plan.GuardPauses);

    /// <summary>What a customer is worth: as the partner says, or what a referred one has bought so far.</summary>
    public CustomerValue ValueOf(CampaignPlanRow plan) => plan.GuardCustomerValue is { } price
        ? CustomerValue.OfOnePrice(price)
        : CustomerValue.Of(TurnoverMinorUnits, AttributedSales, ReferredPayers, 1, ReferredPayers);

    /// <summary>The goal's metric.</summary>
    public long Reached(GoalMetric metric) => metric switch
    {
        GoalMetric.Sales => RewardedSales,
        GoalMetric.NewCustomers => NewCustomers,
        GoalMetric.TurnoverMinorUnits => TurnoverMinorUnits,
        GoalMetric.ReferredShareBps => Goal.ReferredShareBps(ReferredPayers, AllPayers) ?? 0,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "No such metric."),
    };

    private static async Task<long?> RewardsInAsync(
        RetoDbContext db, CampaignId campaign, string currency, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if ((await LoadEventsToDecide.RatesAsync(db, now, cancellationToken)).Current.Find(Currency.Find(currency)) is not { } rate)
        {
            return null;
        }

        UInt128 sum = 0;
        await foreach (TokenAmount net in db.Set<RewardRow>().Where(row => row.CampaignId == campaign && row.State != RewardState.Lapsed)
            .Select(row => row.Net).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            sum += net.BaseUnits;
        }

        // A cost is not to look smaller than it is, so it is rounded up.
        System.Numerics.BigInteger cost = (((System.Numerics.BigInteger)sum * rate.MinorUnits) + (System.Numerics.BigInteger)rate.BaseUnits - 1)
            / (System.Numerics.BigInteger)rate.BaseUnits;
        return (long)System.Numerics.BigInteger.Min(cost, Money.MaxMinorUnits);
    }
}
