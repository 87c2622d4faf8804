using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Makes the domain's promised rewards of their rows.</summary>
internal sealed class GrantedRows
{
    private readonly Dictionary<long, ConversionRate> rates;

    private GrantedRows(Dictionary<long, ConversionRate> rates)
    {
        this.rates = rates;
    }

    public static async Task<GrantedRows> LoadAsync(
        RetoDbContext db, IReadOnlyCollection<RewardRow> rows, CancellationToken cancellationToken)
    {
        long[] ids = [.. rows.Select(row => row.ConversionRateId).Concat(rows.Select(row => row.FixedConversionRateId)).OfType<long>().Distinct()];
        ConversionRateRow[] found = ids.Length == 0
            ? []
            : await db.Set<ConversionRateRow>().Where(row => ids.Contains(row.ConversionRateId)).ToArrayAsync(cancellationToken);
        return new GrantedRows(found.ToDictionary(row => row.ConversionRateId, row => row.ToRate()));
    }

    /// <param name="row">The reward.</param>
    /// <param name="explanation">The steps of its decision, as stored.</param>
    public GrantedRow Of(RewardRow row, string explanation) => new(
        row,
        new GrantedReward(
            row.RewardId,
            new RewardLine(
                row.Rule,
                row.Role,
                row.ParticipantId,
                row.Ordinal,
                row.Amount,
                row.Uncut,
                row.BaseMinorUnits,
                RateOf(row.ConversionRateId),
                RateOf(row.FixedConversionRateId),
                row.TermsVersion),
            [.. ExplanationJson.Read(explanation).Where(step => step.Rule == row.Rule && step.Role == row.Role)],
            row.Net,
            RewardStates.StandingOf(row.State))
        {
            Due = row.Due,
        });

    private ConversionRate? RateOf(long? id) => id is { } known ? rates[known] : null;
}
