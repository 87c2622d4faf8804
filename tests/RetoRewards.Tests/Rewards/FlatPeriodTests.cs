using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Rewards;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>Flat rewards by period, on a real database.</summary>
[OnBothDatabases]
public sealed class FlatPeriodTests
{
    private static readonly DateTimeOffset Noon = Shop.Noon;

    [Fact]
    [Trait("Behaviour", "T6")]
    public async Task Each_month_that_is_over_is_paid_once_to_whoever_had_a_code_and_waits_while_the_budget_is_dry()
    {
        Terms terms = new(1, Noon.AddYears(-1), TimeSpan.Zero, TimeSpan.FromDays(400),
        [
            new Rule(1, RuleKind.Period, [new RateEntry(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(50)))])
            {
                Period = LimitPeriod.Month,
            },
        ])
        { DryBudget = DryBudget.Wait };
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(120), terms: [terms]);
        RewardPeriods stage = new(shop.Contexts, shop.Database.Gate, new LoadCampaigns(), new FingerprintKey(new byte[32]), shop.Clock);
        ParticipantId[] media = [(await shop.EnrolAsync()).Participant, (await shop.EnrolAsync()).Participant];
        Assert.Equal(0, await stage.RunOnceAsync(CancellationToken.None));

        shop.Clock.Now = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(2, await stage.RunOnceAsync(CancellationToken.None));
        Assert.Equal(0, await stage.RunOnceAsync(CancellationToken.None));
        shop.Clock.Now = new DateTimeOffset(2027, 1, 5, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(0, await stage.RunOnceAsync(CancellationToken.None));
        await shop.FundAsync("top-up", TokenAmount.FromTokens(100));
        shop.Clock.Now += RewardPeriods.Rest;
        Assert.Equal(2, await stage.RunOnceAsync(CancellationToken.None));

        RewardRow[] rewards = await shop.RowsAsync<RewardRow>();
        Assert.Equal(4, rewards.Length);
        Assert.All(rewards, row => Assert.Equal((RewardRole.Recipient, "50"), (row.Role, row.Amount.ToString())));
        Assert.Equal(2, rewards.Select(row => row.Ordinal).Distinct().Count());
        Assert.Equal("100", (await shop.BalanceAsync(AccountName.Pending(shop.CampaignId, media[0]))).ToAmount().ToString());
        await ShopOracle.AssertAsync(shop);
    }
}
