using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>Reads a sale with its lines, its events, its rewards and their explanation.</summary>
internal static class SaleDetail
{
    /// <summary>Most events and most rewards of one sale that are shown.</summary>
    private const int MaxRows = 1000;

    public static async Task<SaleDetailAnswer> ReadAsync(
        RetoDbContext db, SaleRow sale, string language, CancellationToken cancellationToken)
    {
        SaleId id = sale.SaleId;
        List<SaleLineRow> lines = await db.Set<SaleLineRow>()
            .Where(row => row.SaleId == id).OrderBy(row => row.LineNumber).ToListAsync(cancellationToken);
        List<SaleEventRow> events = await db.Set<SaleEventRow>()
            .Where(row => row.SaleId == id).OrderBy(row => row.Arrival).Take(MaxRows).ToListAsync(cancellationToken);
        List<RewardRow> rewards = await db.Set<RewardRow>()
            .Where(row => row.SaleId == id).OrderBy(row => row.Sequence).Take(MaxRows).ToListAsync(cancellationToken);
        SaleEventId[] eventIds = [.. events.Select(row => row.SaleEventId)];
        Dictionary<SaleEventId, RewardDecisionRow> decisions = await db.Set<RewardDecisionRow>()
            .Where(row => eventIds.Contains(row.SaleEventId))
            .ToDictionaryAsync(row => row.SaleEventId, cancellationToken);
        return new SaleDetailAnswer(
            SaleSummaryAnswer.Of(sale),
            [.. lines.Select(row => Line(row, sale.Currency))],
            [.. events.Select(row => Event(
                row, decisions.GetValueOrDefault(row.SaleEventId), [.. rewards.Where(reward => reward.SaleEventId == row.SaleEventId)], language))],
            [.. rewards.Select(row => Reward(row, language))]);
    }

    public static SaleLineAnswer Line(SaleLineRow row, string currency) => new(
        row.Sku,
        row.ProductType,
        row.Quantity,
        SaleSummaryAnswer.Amount(row.GrossMinorUnits, currency),
        SaleSummaryAnswer.Amount(row.DiscountMinorUnits, currency),
        SaleSummaryAnswer.Amount(row.TaxMinorUnits, currency),
        SaleSummaryAnswer.Amount(row.ShippingMinorUnits, currency));

    private static SaleEventAnswer Event(SaleEventRow row, RewardDecisionRow? decision, RewardRow[] rewards, string language) => new(
        row.SaleEventId.Value,
        row.EventId,
        row.Kind,
        row.State,
        row.Outcome?.Code(),
        row.ReceivedAt,
        row.DecidedAt,
        row.Outcome is { } outcome ? Sentences.ForPartner(outcome, language, Sum(rewards), rewards.FirstOrDefault()?.PayableFrom) : null,
        row.Outcome is { } said && said != Outcome.Rewarded
            ? Sentences.ForParticipant(said, language, TokenAmount.Zero, null)
            : null,
        decision is null ? null : JsonElement.Parse(decision.Explanation),
        decision is null ? null : new AttributionAnswer(
            decision.AttributedBy, decision.Referrer?.Value, decision.Employee?.Value, decision.ClickId, decision.NotCredited));

    private static TokenAmount Sum(RewardRow[] rewards) =>
        rewards.Aggregate(TokenAmount.Zero, (sum, reward) => sum + reward.Amount);

    private static RewardAnswer Reward(RewardRow row, string language) => new(
        row.RewardId.Value,
        row.CampaignId.Value,
        row.TermsVersion,
        row.Rule,
        row.Role,
        row.ParticipantId.Value,
        row.Amount.ToString(),
        row.Net.ToString(),
        Sentences.ForParticipant(Outcome.Rewarded, language, row.Amount, row.PayableFrom),
        row.State,
        row.PayableFrom);
}
