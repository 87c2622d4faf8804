using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>What one run of the stage decides, loaded once.</summary>
internal sealed class EventsToDecide
{
    /// <summary>The events to be decided, each no earlier than the sale that it speaks of, else in order of arrival.</summary>
    public required IReadOnlyList<SaleEventRow> Events { get; init; }

    /// <summary>The sales that they speak of.</summary>
    public required IReadOnlyDictionary<SaleId, SaleCase> Cases { get; init; }

    /// <summary>What is worked with by campaign.</summary>
    public required IReadOnlyDictionary<CampaignId, CampaignDesk> Desks { get; init; }

    /// <summary>Every campaign whose budget the run may use: those that decide, and the other funders of joint ones.</summary>
    public IEnumerable<CampaignId> Budgets =>
        Desks.Keys.Concat(Desks.Values.SelectMany(desk => desk.Funders).Select(funder => funder.Id)).Distinct();

    /// <summary>The people behind the sales.</summary>
    public required People People { get; init; }

    /// <summary>Who gave feedback, by event; an author who is no participant is left out.</summary>
    public required IReadOnlyDictionary<SaleEventId, ParticipantFacts> Authors { get; init; }

    /// <summary>Budgets and debts.</summary>
    public required LedgerView Ledger { get; init; }

    /// <summary>The conversion rates now.</summary>
    public required CurrentRates Rates { get; init; }

    /// <summary>The names of the channels that tell of feedback, for its fingerprints.</summary>
    public required IReadOnlyDictionary<ChannelId, string> ChannelNames { get; init; }
}

/// <summary>The rates in force, and which row each came from.</summary>
internal sealed class CurrentRates
{
    private readonly Dictionary<string, long> ids;

    public CurrentRates(IReadOnlyCollection<ConversionRateRow> rows)
    {
        Current = new ConversionRates(rows.Select(row => row.ToRate()));
        ids = rows.ToDictionary(row => row.Currency, row => row.ConversionRateId, StringComparer.Ordinal);
    }

    public ConversionRates Current { get; }

    public long? IdOf(ConversionRate? rate) => rate is null ? null : ids[rate.Currency.Code];
}
