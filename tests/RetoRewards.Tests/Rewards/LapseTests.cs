using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Participants;
using RetoRewards.Rewards;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>How promises end that nobody claims, or that the chain no longer pays, on a real database. 20 RETO a pound.</summary>
[OnBothDatabases]
public sealed class LapseTests
{
    private const long ChainId = 31337;
    private static readonly DateTimeOffset Noon = Shop.Noon;

    [Fact]
    [Trait("Behaviour", "N5")]
    public async Task What_nobody_claims_goes_back_to_the_budget_when_its_time_is_over_and_the_rest_stays()
    {
        Terms terms = new(
            1,
            Noon.AddYears(-1),
            TimeSpan.Zero,
            TimeSpan.FromDays(400),
            [Rule.Purchase(1, 1, Rate.Percentage(1000)), Rule.Buyer(2, Rate.Percentage(500))])
        {
            UnclaimedFor = TimeSpan.FromDays(30),
        };
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(1_000), terms: [terms]);
        LapseRewards stage = Stage(shop);
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "stranger"));
        await shop.TellAsync(Shop.Sale("2", "10.00", code, "claims"));
        await shop.RewardAllAsync();
        await shop.ReleaseHolds.RunOnceAsync(CancellationToken.None);
        RewardRow claimed = (await shop.RowsAsync<RewardRow>()).Where(row => row.Role == RewardRole.Buyer).OrderBy(row => row.Sequence).Last();
        await ClaimAsync(shop, claimed.ParticipantId);

        shop.Clock.Now = Noon.AddDays(30).AddSeconds(-1);
        Assert.Equal(0, await stage.RunOnceAsync(CancellationToken.None));
        shop.Clock.Now = Noon.AddDays(30);
        Assert.Equal(1, await stage.RunOnceAsync(CancellationToken.None));
        Assert.Equal(0, await stage.RunOnceAsync(CancellationToken.None));

        RewardRow lapsed = Assert.Single(await shop.RowsAsync<RewardRow>(), row => row.State == RewardState.Lapsed);
        Assert.Equal((RewardRole.Buyer, "10"), (lapsed.Role, lapsed.Amount.ToString()));
        Assert.NotEqual(claimed.ParticipantId, lapsed.ParticipantId);
        Assert.Equal("950", (await shop.BalanceAsync(AccountName.Budget(shop.CampaignId))).ToAmount().ToString());
        Assert.Equal("40", (await shop.BalanceAsync(AccountName.Payable(shop.CampaignId, referrer))).ToAmount().ToString());

        // A refund takes back what still stands, and what lapsed only once.
        await SaleEventsTests.TellAllAsync(shop, SaleEventsTests.Refund("r1", "1"));
        Assert.Equal("970", (await shop.BalanceAsync(AccountName.Budget(shop.CampaignId))).ToAmount().ToString());
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    [Trait("Behaviour", "N5")]
    public async Task When_the_chain_has_given_the_rest_back_promises_lapse_and_debts_are_written_off()
    {
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(1_000));
        LapseRewards stage = Stage(shop);
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await SaleEventsTests.TellAllAsync(shop, Shop.Sale("1", "10.00", code, "c1"));
        await SaleEventsTests.PayAsync(shop);
        await SaleEventsTests.TellAllAsync(shop, SaleEventsTests.Refund("r1", "1"), Shop.Sale("2", "10.00", code, "c2"));
        await shop.ReleaseHolds.RunOnceAsync(CancellationToken.None);
        await SaleEventsTests.TellAllAsync(shop, Shop.Sale("3", "10.00", code, "c3"));
        Assert.Equal("20", (await shop.BalanceAsync(AccountName.Debt(shop.CampaignId, referrer))).Shortfall().ToString());

        await CloseAsync(shop, isFinal: false);
        Assert.Equal(2, await stage.RunOnceAsync(CancellationToken.None));
        Assert.Equal(4, (await shop.RowsAsync<RewardRow>()).Count(row => row.State is RewardState.Pending or RewardState.Payable));
        await CloseAsync(shop, isFinal: true);
        Assert.Equal(4, await stage.RunOnceAsync(CancellationToken.None));
        Assert.Equal(0, await stage.RunOnceAsync(CancellationToken.None));

        Assert.Equal(4, (await shop.RowsAsync<RewardRow>()).Count(row => row.State == RewardState.Lapsed));
        Assert.Equal("970", (await shop.BalanceAsync(AccountName.Budget(shop.CampaignId))).ToAmount().ToString());
        Assert.True((await shop.BalanceAsync(AccountName.Debt(shop.CampaignId, referrer))).Shortfall().IsZero);
        Assert.True((await shop.BalanceAsync(AccountName.Receivable(shop.CampaignId))).ToAmount().IsZero);
    }

    private static LapseRewards Stage(Shop shop) => new(
        shop.Contexts, shop.Database.Gate, Options.Create(new ChainOptions { ChainId = ChainId }), shop.Clock, NullLogger<LapseRewards>.Instance);

    private static async Task ClaimAsync(Shop shop, ParticipantId who)
    {
        ParticipantRow row = (await shop.RowsAsync<ParticipantRow>()).Single(one => one.ParticipantId == who);
        Assert.Equal(ParticipantState.Unclaimed, row.State);
        row.State = ParticipantState.Enrolled;
        await SeedRows.WriteAsync(shop.Database, write => write.UpdateOne(row, nameof(ParticipantRow.State)));
    }

    /// <summary>The campaign is closed, as the room does on the event that says its rest was withdrawn.</summary>
    private static Task CloseAsync(Shop shop, bool isFinal)
    {
        byte[] contract = [.. Enumerable.Repeat((byte)3, 20)];
        return shop.Database.Gate.WriteAsync(
            RetoRewards.Persistence.WritePriority.Stage,
            write =>
            {
                CampaignRow row = write.Db.Set<CampaignRow>().Single();
                row.State = CampaignState.Closed;
                row.ChainCampaignId = 7;
                row.ChainContract = contract;
                write.UpdateOne(row, nameof(CampaignRow.State), nameof(CampaignRow.ChainCampaignId), nameof(CampaignRow.ChainContract));
                write.InsertOne(new ChainEventRow
                {
                    ChainId = ChainId,
                    BlockNumber = isFinal ? 2 : 1,
                    BlockHash = new byte[32],
                    LogIndex = 0,
                    TransactionHash = new byte[32],
                    Contract = contract,
                    Name = "LeftoversWithdrawn",
                    Topic1 = ChainEvents.Topic(7),
                    Topic2 = null,
                    Arguments = "{}",
                    TimestampSeconds = Noon.ToUnixTimeSeconds(),
                    IsCanonical = true,
                    IsFinal = isFinal,
                    IsTaken = true,
                });
                return Task.CompletedTask;
            },
            CancellationToken.None);
    }
}
