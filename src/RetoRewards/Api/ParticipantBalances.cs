using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Ledger;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

/// <summary>A participant's balances by campaign, of the campaigns that the caller may see.</summary>
internal static class ParticipantBalances
{
    /// <summary>Campaigns looked up in one query.</summary>
    private const int CampaignsPerQuery = 200;

    public static async Task<BalancesAnswer> ReadAsync(
        RetoDbContext db, Caller caller, ParticipantId participant, CancellationToken cancellationToken)
    {
        CampaignId[] campaigns = await db.VisibleCampaigns(caller)
            .OrderBy(row => row.CampaignId).Select(row => row.CampaignId).ToArrayAsync(cancellationToken);
        List<BalanceAnswer> items = [];
        foreach (CampaignId[] some in campaigns.Chunk(CampaignsPerQuery))
        {
            string[] names = [.. some.SelectMany(campaign => Names(campaign, participant).Select(name => name.ToString()))];
            Dictionary<string, Int128> balances = await db.Set<LedgerAccountRow>()
                .Where(row => some.Contains(row.CampaignId) && names.Contains(row.Name))
                .ToDictionaryAsync(row => row.Name, row => row.Balance.BaseUnits, StringComparer.Ordinal, cancellationToken);
            items.AddRange(some.Select(campaign => Balance(campaign, participant, balances)).OfType<BalanceAnswer>());
        }

        return new BalancesAnswer(participant.Value, items);
    }

    private static BalanceAnswer? Balance(CampaignId campaign, ParticipantId participant, Dictionary<string, Int128> balances)
    {
        Int128[] amounts = [.. Names(campaign, participant).Select(name => balances.GetValueOrDefault(name.ToString()))];
        return amounts.All(amount => amount == 0)
            ? null
            : new BalanceAnswer(
                campaign.Value,
                CampaignReport.Tokens(amounts[0]),
                CampaignReport.Tokens(amounts[1]),
                CampaignReport.Tokens(amounts[2]),
                CampaignReport.Tokens(amounts[3]),
                CampaignReport.Tokens(-amounts[4]));
    }

    private static AccountName[] Names(CampaignId campaign, ParticipantId participant) =>
    [
        AccountName.Pending(campaign, participant),
        AccountName.Payable(campaign, participant),
        AccountName.Paid(campaign, participant),
        AccountName.Settled(campaign, participant),
        AccountName.Debt(campaign, participant),
    ];
}
