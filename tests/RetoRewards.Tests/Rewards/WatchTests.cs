using Microsoft.Extensions.Logging.Abstractions;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Observability;
using RetoRewards.Rewards;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>The stages that warn a partner, on a real database. A sale of 10 pounds costs 30 RETO.</summary>
[OnBothDatabases]
public sealed class WatchTests
{
    [Fact]
    [Trait("Behaviour", "N3")]
    public async Task A_budget_is_warned_about_before_it_is_used_up_and_the_warning_ends_with_a_top_up()
    {
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(150));
        WatchBudgets stage = new(shop.Contexts, shop.Database.Gate, Alarms(shop), shop.Clock);
        (_, string code) = await shop.EnrolAsync();
        async Task<AlarmRow[]> AfterSalesAsync(params int[] numbers)
        {
            foreach (int number in numbers)
            {
                await shop.TellAsync(Shop.Sale($"{number}", "10.00", code, $"c{number}"));
            }

            await shop.RewardAllAsync();
            shop.Clock.Now += WatchBudgets.Rest;
            await stage.RunOnceAsync(CancellationToken.None);
            return [.. (await shop.RowsAsync<AlarmRow>()).Where(row => row.Name == AlarmNames.BudgetDry && row.ClearedAt is null)];
        }

        Assert.Empty(await AfterSalesAsync(1, 2, 3));
        AlarmRow early = Assert.Single(await AfterSalesAsync(4));
        Assert.Equal($"campaign:{shop.CampaignId}", early.Subject);
        Assert.Contains("80 %", early.Sentence, StringComparison.Ordinal);
        Assert.Contains("used up", Assert.Single(await AfterSalesAsync(5)).Sentence, StringComparison.Ordinal);
        await shop.FundAsync("top-up", TokenAmount.FromTokens(1_000));

        Assert.Empty(await AfterSalesAsync());
    }

    [Fact]
    [Trait("Behaviour", "F23")]
    [Trait("Behaviour", "N13")]
    public async Task A_customer_that_costs_what_it_is_worth_is_warned_about_and_pauses_the_campaign_where_the_partner_says_so()
    {
        await using Shop shop = await Shop.OpenAsync();
        WatchGrowth stage = new(shop.Contexts, shop.Database.Gate, Alarms(shop), shop.Clock);
        AnswerCampaignRequests answers = new(shop.Contexts, shop.Database.Gate, shop.Clock, NullLogger<AnswerCampaignRequests>.Instance);
        (_, string code) = await shop.EnrolAsync();
        // 15 pence of rewards and 85 of promotion for each of 30 customers, of whom one is worth a pound and a penny.
        CampaignPlanRow plan = new() { CampaignId = shop.CampaignId, GuardCurrency = "GBP", GuardCustomerValue = 101 };
        await SeedRows.WriteAsync(shop.Database, write => write.InsertOne(plan));
        await SpendAsync(shop, 30 * 85);
        async Task<int> JudgeAsync(params IEnumerable<int> customers)
        {
            foreach (int number in customers)
            {
                await shop.TellAsync(Shop.Sale($"{number}", "1.00", code, $"c{number}"));
            }

            await shop.RewardAllAsync();
            shop.Clock.Now += WatchGrowth.Rest;
            return await stage.RunOnceAsync(CancellationToken.None);
        }

        await JudgeAsync(Enumerable.Range(1, 29));
        Assert.Empty(await shop.RowsAsync<AlarmRow>());
        await JudgeAsync(30);
        Assert.Empty(await shop.RowsAsync<AlarmRow>());
        await SpendAsync(shop, 30);
        Assert.Equal(0, await JudgeAsync());
        AlarmRow warned = Assert.Single(await shop.RowsAsync<AlarmRow>());
        Assert.Equal((AlarmNames.GrowthGuard, $"campaign:{shop.CampaignId}"), (warned.Name, warned.Subject));
        Assert.Empty(await shop.RowsAsync<CampaignRequestRow>());

        plan.GuardPauses = true;
        await SeedRows.WriteAsync(shop.Database, write => write.UpdateOne(plan, nameof(CampaignPlanRow.GuardPauses)));
        Assert.Equal(1, await JudgeAsync());
        Assert.Equal(1, await answers.RunOnceAsync(CancellationToken.None));
        Assert.Equal(CampaignState.Paused, Assert.Single(await shop.RowsAsync<CampaignRow>()).State);
        Assert.Equal(0, await JudgeAsync());
    }

    private static Alarms Alarms(Shop shop) => new(shop.Clock, NullLogger<Alarms>.Instance);

    private static Task SpendAsync(Shop shop, long minorUnits) => SeedRows.WriteAsync(shop.Database, write => write.InsertOne(new CampaignCostRow
    {
        CampaignCostId = Guid.NewGuid(),
        CampaignId = shop.CampaignId,
        Channel = "blog",
        Currency = "GBP",
        MinorUnits = minorUnits,
        SpentAt = Shop.Noon,
        RecordedAt = Shop.Noon,
    }));
}
