using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

[OnBothDatabases]
public sealed class RewardSaleTests
{
    [Fact]
    [Trait("Behaviour", "R7")]
    public async Task A_sale_pays_referrer_and_buyer_from_the_budget_to_the_base_unit()
    {
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(100));
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "12.35", code, "c1"));

        await shop.RewardAllAsync();

        // 12.35 GBP at 20 RETO a pound is 247 RETO: 24.7 for the referrer, 12.35 for the buyer.
        RewardRow[] rewards = [.. (await shop.RowsAsync<RewardRow>()).OrderBy(row => row.Rule)];
        Assert.Equal([(RewardRole.Level1, "24.7"), (RewardRole.Buyer, "12.35")], rewards.Select(row => (row.Role, row.Amount.ToString())));
        Assert.Equal(referrer, rewards[0].ParticipantId);
        Assert.Equal("24.7", (await shop.BalanceAsync(AccountName.Pending(shop.CampaignId, referrer))).ToAmount().ToString());
        Assert.Equal("62.95", (await shop.BalanceAsync(AccountName.Budget(shop.CampaignId))).ToAmount().ToString());
        SaleEventRow told = Assert.Single(await shop.RowsAsync<SaleEventRow>());
        Assert.Equal((SaleEventState.Rewarded, Outcome.Rewarded), (told.State, told.Outcome));
    }

    [Fact]
    public async Task Running_the_stage_again_decides_nothing_twice()
    {
        await using Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.RewardAllAsync();

        int again = await shop.RewardSale.RunOnceAsync(CancellationToken.None);

        Assert.Equal(0, again);
        Assert.Equal(2, (await shop.RowsAsync<RewardRow>()).Length);
    }

    [Fact]
    [Trait("Behaviour", "M5")]
    public async Task A_customer_is_new_once_at_its_partner_in_whichever_campaign_of_one_run()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId first, string code) = await shop.EnrolAsync();
        (_, string other) = await shop.EnrolAsync(await shop.OpenSecondCampaignAsync());
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.TellAsync(Shop.Sale("2", "10.00", other, "c1"));

        await shop.RewardAllAsync();

        RewardDecisionRow[] decisions = await shop.RowsAsync<RewardDecisionRow>();
        Assert.Equal(2, decisions.Length);
        Assert.Single(decisions, decision => decision.FirstPurchase);
        CustomerBindingRow bound = Assert.Single(await shop.RowsAsync<CustomerBindingRow>());
        Assert.Equal((shop.CampaignId, (ParticipantId?)first), (bound.CampaignId, bound.Referrer));
    }

    [Fact]
    [Trait("Fault", "55")]
    public async Task The_last_budget_goes_to_the_sale_that_arrived_first_and_the_next_is_refused()
    {
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(50));
        (_, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "12.00", code, "c1"));
        await shop.TellAsync(Shop.Sale("2", "12.00", code, "c2"));

        await shop.RewardAllAsync();

        SaleEventRow[] events = [.. (await shop.RowsAsync<SaleEventRow>()).OrderBy(row => row.Arrival)];
        Assert.Equal([Outcome.Rewarded, Outcome.BudgetExhausted], events.Select(row => row.Outcome));
        Assert.Equal("14", (await shop.BalanceAsync(AccountName.Budget(shop.CampaignId))).ToAmount().ToString());
    }

    [Fact]
    public async Task A_customer_stays_with_the_referrer_of_its_first_purchase()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId first, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.TellAsync(Shop.Sale("2", "10.00", customer: "c1"));

        await shop.RewardAllAsync();

        Assert.Equal(first, Assert.Single(await shop.RowsAsync<CustomerBindingRow>()).Referrer);
        RewardDecisionRow[] decisions = [.. await shop.RowsAsync<RewardDecisionRow>()];
        Assert.Equal(
            [AttributionKind.Code, AttributionKind.Binding],
            decisions.OrderBy(row => row.AttributedBy).Select(row => row.AttributedBy));
        Assert.All(decisions, row => Assert.Equal(first, row.Referrer));
    }

    [Fact]
    [Trait("Fault", "75")]
    public async Task Nobody_is_rewarded_for_his_own_purchase_and_no_chain_closes()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId a, string codeOfA) = await shop.EnrolAsync();
        (ParticipantId b, string codeOfB) = await shop.EnrolAsync();
        await shop.LinkCustomerAsync("a", a);
        await shop.LinkCustomerAsync("b", b);

        await shop.TellAsync(Shop.Sale("1", "10.00", codeOfA, "a"));
        await shop.TellAsync(Shop.Sale("2", "10.00", codeOfA, "b"));
        await shop.TellAsync(Shop.Sale("3", "10.00", codeOfB, "a"));
        await shop.RewardAllAsync();

        RewardDecisionRow[] decisions = await shop.RowsAsync<RewardDecisionRow>();
        Dictionary<string, RewardDecisionRow> byEvent = (await shop.RowsAsync<SaleEventRow>())
            .ToDictionary(row => row.EventId, row => decisions.Single(decision => decision.SaleEventId == row.SaleEventId));
        Assert.Null(byEvent["event-1"].Referrer);
        Assert.Equal(a, byEvent["event-2"].Referrer);
        CustomerBindingRow[] bindings = await shop.RowsAsync<CustomerBindingRow>();
        Assert.DoesNotContain(bindings, row => row.Referrer == b);
    }

    [Fact]
    [Trait("Fault", "85")]
    public async Task Every_ledger_transaction_continues_the_hash_of_the_one_before()
    {
        await using Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();
        for (int number = 1; number <= 5; number++)
        {
            await shop.TellAsync(Shop.Sale($"{number}", "10.00", code, $"c{number}"));
        }

        await shop.RewardAllAsync();

        LedgerTransactionRow[] journal = [.. (await shop.RowsAsync<LedgerTransactionRow>()).OrderBy(row => row.Position)];
        Assert.Equal(Enumerable.Range(1, 6).Select(position => (long)position), journal.Select(row => row.Position));
        Assert.Equal(LedgerBook.GenesisHash, journal[0].PreviousHash);
        Assert.All(journal.Zip(journal.Skip(1)), pair => Assert.Equal(pair.First.Hash, pair.Second.PreviousHash));
        Assert.Equal(journal[^1].Hash, Assert.Single(await shop.RowsAsync<LedgerJournalRow>()).HeadHash);
    }

    [Fact]
    public async Task Debits_equal_credits_after_many_sales()
    {
        await using Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();
        SaleSubmission[] sales = [.. Enumerable.Range(1, 400).Select(number => Shop.Sale($"{number}", $"{number}.37", code, $"c{number % 50}"))];
        await shop.RecordEvents.ExecuteAsync(shop.Channel, sales, CancellationToken.None);

        await shop.RewardAllAsync();

        Int128 sum = 0;
        foreach (LedgerAccountRow account in await shop.RowsAsync<LedgerAccountRow>())
        {
            sum += account.Balance.BaseUnits;
        }

        Assert.Equal((Int128)0, sum);
        Assert.Equal(800, (await shop.RowsAsync<RewardRow>()).Length);
    }

    [Fact]
    public async Task A_posting_that_would_overdraw_leaves_nothing_behind()
    {
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(5));

        await Assert.ThrowsAsync<InvalidOperationException>(() => shop.Database.Gate.WriteAsync(
            WritePriority.Stage,
            write => LedgerBook.PostAsync(
                write, [LedgerTransaction.LeftoversWithdrawn(shop.CampaignId, "too-much", Shop.Noon, TokenAmount.FromTokens(6))]),
            CancellationToken.None));

        Assert.Single(await shop.RowsAsync<LedgerTransactionRow>());
        Assert.Equal("5", (await shop.BalanceAsync(AccountName.Budget(shop.CampaignId))).ToAmount().ToString());
    }

    [Fact]
    public async Task A_paused_campaign_lets_its_sales_wait_and_decides_them_later()
    {
        await using Shop shop = await Shop.OpenAsync(state: CampaignState.Paused);
        (_, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.RewardAllAsync();
        SaleEventRow waiting = Assert.Single(await shop.RowsAsync<SaleEventRow>());
        Assert.Equal((SaleEventState.Waiting, Outcome.CampaignPaused), (waiting.State, waiting.Outcome));

        await shop.SetCampaignStateAsync(CampaignState.Live);
        shop.Clock.Now += RewardSale.WaitingRest;
        await shop.RewardAllAsync();

        Assert.Equal(SaleEventState.Rewarded, Assert.Single(await shop.RowsAsync<SaleEventRow>()).State);
    }
}
