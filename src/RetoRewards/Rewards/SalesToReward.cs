using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>What one run of the stage decides, loaded once.</summary>
internal sealed class SalesToReward
{
    /// <summary>The events by id.</summary>
    public required IReadOnlyDictionary<SaleEventId, SaleEventRow> Events { get; init; }

    /// <summary>The sales by campaign, each in order of arrival.</summary>
    public required IReadOnlyList<CampaignSales> Campaigns { get; init; }

    /// <summary>Events that belong to no campaign, with what is said of them.</summary>
    public required IReadOnlyList<(SaleEventRow Event, Outcome Outcome)> WithoutCampaign { get; init; }

    /// <summary>The conversion rates now.</summary>
    public required CurrentRates Rates { get; init; }
}

/// <summary>The sales of one campaign with what its decisions consume.</summary>
/// <param name="Campaign">The campaign with its terms.</param>
/// <param name="Sales">In order of arrival.</param>
/// <param name="Running">Budget, limits and counts as they stand.</param>
/// <param name="StoredLimits">What the rows of limits hold.</param>
/// <param name="StoredCounts">What the rows of counts hold.</param>
internal sealed record CampaignSales(
    Campaign Campaign,
    IReadOnlyList<SaleInContext> Sales,
    RunningState Running,
    Dictionary<LimitKey, TokenAmount> StoredLimits,
    Dictionary<CounterKey, int> StoredCounts);

/// <summary>The rates in force, and which row each came from.</summary>
internal sealed class CurrentRates
{
    private readonly Dictionary<string, long> ids;

    public CurrentRates(IReadOnlyCollection<ConversionRateRow> rows)
    {
        Current = new ConversionRates(rows.Select(row => new ConversionRate(
            Currency.Find(row.Currency), row.BaseUnits.BaseUnits, (ulong)row.MinorUnits, row.Source, row.InForceFrom)));
        ids = rows.ToDictionary(row => row.Currency, row => row.ConversionRateId, StringComparer.Ordinal);
    }

    public ConversionRates Current { get; }

    public long? IdOf(ConversionRate? rate) => rate is null ? null : ids[rate.Currency.Code];
}
