using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>After a restore the budget is spent on sales that are not known yet; when they are told again, they are not refused for it.</summary>
[OnBothDatabases]
public sealed class RecoveredBudgetTests
{
    [Fact]
    [Trait("Fault", "47")]
    public async Task A_sale_that_the_chain_has_paid_is_rewarded_out_of_what_it_was_paid_with()
    {
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(100));
        (_, string code) = await shop.EnrolAsync();
        await PaidBeforeAsync(shop, code);

        await shop.TellAsync(Shop.Sale("1", "12.35", code, "c1"));
        await shop.RewardAllAsync();

        SaleEventRow told = (await shop.RowsAsync<SaleEventRow>()).MaxBy(row => row.Arrival)!;
        Assert.Equal(Outcome.Rewarded, told.Outcome);
        Assert.Equal("25.9", (await shop.BalanceAsync(AccountName.Unidentified(shop.CampaignId))).ToAmount().ToString());
        Assert.Equal("0", (await shop.BalanceAsync(AccountName.Budget(shop.CampaignId))).ToAmount().ToString());
        Assert.Equal(
            ["24.7", "12.35"],
            (await shop.RowsAsync<ForeignRewardRow>()).OrderBy(row => row.RewardNumber).Select(row => row.Released.ToString()));
    }

    [Fact]
    public async Task A_sale_that_the_chain_has_not_paid_takes_nothing_of_it_even_when_it_comes_first()
    {
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(100));
        (_, string code) = await shop.EnrolAsync();
        await PaidBeforeAsync(shop, code);

        await shop.TellAsync(Shop.Sale("2", "8.00", code, "c1"));
        await shop.RewardAllAsync();
        await shop.TellAsync(Shop.Sale("3", "8.00", code, "c1"));
        await shop.TellAsync(Shop.Sale("1", "12.35", code, "c1"));
        await shop.RewardAllAsync();

        Dictionary<string, Outcome?> outcomes = (await shop.RowsAsync<SaleEventRow>()).ToDictionary(row => row.SaleNumber, row => row.Outcome);
        Assert.Equal(Outcome.BudgetExhausted, outcomes["2"]);
        // Sale 3 came before sale 1 and would have taken what sale 1 was paid with: then neither is promised more than there is.
        Assert.Contains(outcomes["3"], new Outcome?[] { Outcome.BudgetExhausted, Outcome.Rewarded });
        UInt128 held = (await shop.BalanceAsync(AccountName.Unidentified(shop.CampaignId))).ToAmount().BaseUnits
            + (await shop.BalanceAsync(AccountName.Budget(shop.CampaignId))).ToAmount().BaseUnits;
        UInt128 promised = (await shop.RowsAsync<RewardRow>()).Aggregate(UInt128.Zero, (sum, row) => sum + row.Amount.BaseUnits);
        Assert.Equal(TokenAmount.FromTokens(100).BaseUnits, held + promised);
    }

    /// <summary>A first sale is rewarded as ever; a run on chain then took all the rest, for sale 1 among others that nobody tells.</summary>
    private static async Task PaidBeforeAsync(Shop shop, string code)
    {
        await shop.TellAsync(Shop.Sale("0", "12.35", code, "c1"));
        await shop.RewardAllAsync();
        RewardRow[] known = [.. (await shop.RowsAsync<RewardRow>()).OrderBy(row => row.Rule)];
        FingerprintKey key = new(new byte[FingerprintKey.Length]);
        PayoutBatchId run = new(Guid.NewGuid());
        TokenAmount rest = (await shop.BalanceAsync(AccountName.Budget(shop.CampaignId))).ToAmount();
        await shop.Database.Gate.WriteAsync(
            WritePriority.Stage,
            async write =>
            {
                await LedgerBook.PostAsync(write, [LedgerTransaction.PaymentUnidentified(shop.CampaignId, "run:1", Shop.Noon, rest)]);
                ForeignRewards.Insert(write, [.. known.Select((row, index) => new ForeignRewardRow
                {
                    CampaignId = shop.CampaignId,
                    Fingerprint = key.Of(RewardIdentity.OfSale(
                        shop.CampaignId, new SaleNumber("shop", "1"), row.Rule, row.Role, row.ParticipantId, row.Ordinal)),
                    RewardNumber = index + 1,
                    PayoutBatchId = run,
                    StatedWallet = null,
                    StatedPaid = null,
                    Released = TokenAmount.Zero,
                    RewardId = null,
                })]);
            },
            CancellationToken.None);
    }
}
