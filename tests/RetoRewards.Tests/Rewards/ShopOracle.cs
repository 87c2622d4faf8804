using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Ledger;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>What must hold after every stage, whatever was told (the oracle of the faults, O1, O3, O4 and O7, before any chain).</summary>
internal static class ShopOracle
{
    public static async Task AssertAsync(Shop shop)
    {
        await using RetoDbContext db = shop.Database.CreateDbContext();
        LedgerAccountRow[] accounts = await db.Set<LedgerAccountRow>().ToArrayAsync();
        Assert.Equal(Int128.Zero, accounts.Aggregate(Int128.Zero, (sum, account) => sum + account.Balance.BaseUnits));
        Dictionary<AccountName, Int128> balances = [];
        foreach (LedgerAccountRow account in accounts)
        {
            Assert.True(AccountName.TryParse(account.Name, out AccountName name), account.Name);
            Assert.True(Balances.MayHold(name, account.Balance), $"{account.Name} stands at {account.Balance}.");
            balances[name] = account.Balance.BaseUnits;
        }

        // What the rows of rewards say is what the ledger says, for everybody.
        RewardRow[] rewards = await db.Set<RewardRow>().ToArrayAsync();
        foreach (var who in rewards.Select(row => (row.CampaignId, row.ParticipantId)).Distinct())
        {
            RewardRow[] own = [.. rewards.Where(row => row.CampaignId == who.CampaignId && row.ParticipantId == who.ParticipantId)];
            Int128 Of(AccountName name) => balances.GetValueOrDefault(name);
            Assert.Equal(Sum(own, RewardState.Pending), Of(AccountName.Pending(who.CampaignId, who.ParticipantId)));
            Assert.Equal(Sum(own, RewardState.Payable), Of(AccountName.Payable(who.CampaignId, who.ParticipantId)));
            Int128 net = own.Where(row => row.State != RewardState.Lapsed).Aggregate(Int128.Zero, (sum, row) => sum + (Int128)row.Net.BaseUnits);
            Assert.Equal(
                net,
                Of(AccountName.Pending(who.CampaignId, who.ParticipantId))
                    + Of(AccountName.Payable(who.CampaignId, who.ParticipantId))
                    + Of(AccountName.Paid(who.CampaignId, who.ParticipantId))
                    + Of(AccountName.Debt(who.CampaignId, who.ParticipantId)));
            Assert.All(own, row => Assert.True(row.Net <= row.Amount && row.Amount <= row.Uncut));
        }

        foreach (var campaign in accounts.Select(account => account.CampaignId).Distinct())
        {
            Int128 debts = balances.Where(pair => pair.Key.Kind == AccountKind.Debt && pair.Key.Campaign == campaign)
                .Aggregate(Int128.Zero, (sum, pair) => sum + pair.Value);
            Assert.Equal(-debts, balances.GetValueOrDefault(AccountName.Receivable(campaign)));
        }

        // Every accepted event is there once, and each has come to an end or says what it waits for.
        SaleEventRow[] events = await db.Set<SaleEventRow>().ToArrayAsync();
        Assert.All(events.Where(row => row.State != SaleEventState.Received), row => Assert.NotNull(row.Outcome));
        Assert.Empty(await new VerifyJournals(shop.Contexts).ExecuteAsync(CancellationToken.None));
    }

    private static Int128 Sum(RewardRow[] rewards, RewardState state) => rewards.Where(row => row.State == state)
        .Aggregate(Int128.Zero, (sum, row) => sum + (Int128)row.Due.BaseUnits);
}
