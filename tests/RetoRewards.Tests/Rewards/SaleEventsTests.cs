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

/// <summary>What happens to a sale after it, told as events and decided by the stage on a real database. 20 RETO a pound.</summary>
[OnBothDatabases]
public sealed class SaleEventsTests
{
    private static readonly DateTimeOffset Noon = Shop.Noon;

    [Fact]
    [Trait("Fault", "76")]
    public async Task A_refund_before_planning_takes_the_rewards_back_to_the_budget()
    {
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(1_000));
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.RewardAllAsync();
        Assert.Equal("20", await PendingAsync(shop, referrer));

        await shop.TellAsync(Refund("r1", "1"));
        await shop.RewardAllAsync();

        Assert.Equal("0", await PendingAsync(shop, referrer));
        Assert.Equal("1000", (await shop.BalanceAsync(AccountName.Budget(shop.CampaignId))).ToAmount().ToString());
        Assert.All(await shop.RowsAsync<RewardRow>(), row => Assert.Equal(RewardState.Reversed, row.State));
        Assert.Equal(Outcome.RefundApplied, await OutcomeAsync(shop, "r1"));
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    [Trait("Fault", "77")]
    [Trait("Behaviour", "N6")]
    public async Task A_refund_from_planning_on_is_a_debt_that_the_next_reward_does_not_forgive()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.RewardAllAsync();
        await PayAsync(shop);
        LedgerBalance budget = await shop.BalanceAsync(AccountName.Budget(shop.CampaignId));

        await shop.TellAsync(Refund("r1", "1", lines: [new RefundSubmissionLine(0, null, 4.00m, 0, 0)]));
        await shop.RewardAllAsync();
        Assert.Equal("8", (await shop.BalanceAsync(AccountName.Debt(shop.CampaignId, referrer))).Shortfall().ToString());
        Assert.Equal(budget, await shop.BalanceAsync(AccountName.Budget(shop.CampaignId)));
        await ShopOracle.AssertAsync(shop);

        // Netting at the decision would be undone for nothing when this sale is refunded in turn.
        await shop.TellAsync(Shop.Sale("2", "10.00", code, "c1"));
        await shop.RewardAllAsync();
        Assert.Equal("20", await PendingAsync(shop, referrer));
        await shop.TellAsync(Refund("r2", "2"));
        await shop.RewardAllAsync();

        Assert.Equal("0", await PendingAsync(shop, referrer));
        Assert.Equal("8", (await shop.BalanceAsync(AccountName.Debt(shop.CampaignId, referrer))).Shortfall().ToString());
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    [Trait("Fault", "78")]
    public async Task Refunds_never_take_more_than_the_sale_and_the_same_event_counts_once()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.RewardAllAsync();

        await shop.TellAsync(Refund("r1", "1", amount: 6.00m));
        await shop.TellAsync(Refund("r1", "1", amount: 6.00m));
        await shop.RewardAllAsync();
        Assert.Equal("8", await PendingAsync(shop, referrer));
        await shop.TellAsync(Refund("r2", "1", amount: 6.00m));
        await shop.RewardAllAsync();

        Assert.Equal("0", await PendingAsync(shop, referrer));
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    [Trait("Fault", "39")]
    public async Task A_refund_that_arrives_before_its_sale_waits_for_it_and_is_applied()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Refund("r1", "1", amount: 2.50m));
        await shop.RewardAllAsync();
        Assert.Equal(Outcome.SaleMissing, await OutcomeAsync(shop, "r1"));

        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.RewardAllAsync();

        Assert.Equal("15", await PendingAsync(shop, referrer));
        Assert.Equal((Outcome.Rewarded, Outcome.RefundApplied), (await OutcomeAsync(shop, "event-1"), await OutcomeAsync(shop, "r1")));
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    [Trait("Behaviour", "T20")]
    [Trait("Behaviour", "F1")]
    [Trait("Behaviour", "M8")]
    public async Task A_sale_earns_when_it_is_paid_and_delivered_and_pays_after_the_hold()
    {
        await using Shop shop = await Shop.OpenAsync(hold: TimeSpan.FromDays(14));
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Unpaid("1", "10.00", code));
        await shop.RewardAllAsync();
        Assert.Equal(Outcome.PaymentPending, await OutcomeAsync(shop, "event-1"));

        await shop.TellAsync(Payment("p1", "1", 10.00m, Noon));
        await shop.RewardAllAsync();
        Assert.Equal((Outcome.DeliveryPending, Outcome.PaymentNoted), (await OutcomeAsync(shop, "event-1"), await OutcomeAsync(shop, "p1")));
        Assert.Empty(await shop.RowsAsync<RewardRow>());

        shop.Clock.Now = Noon.AddDays(3);
        await shop.TellAsync(new DeliverySubmission("d1", "1", Noon.AddDays(2), IsReturn: false));
        await shop.RewardAllAsync();
        Assert.Equal((Outcome.Rewarded, Outcome.DeliveryNoted), (await OutcomeAsync(shop, "event-1"), await OutcomeAsync(shop, "d1")));
        Assert.All(await shop.RowsAsync<RewardRow>(), row => Assert.Equal(Noon.AddDays(16), row.PayableFrom));

        shop.Clock.Now = Noon.AddDays(16).AddTicks(-1);
        Assert.Equal(0, await shop.ReleaseHolds.RunOnceAsync(CancellationToken.None));
        shop.Clock.Now = Noon.AddDays(16);
        await shop.ReleaseHolds.RunOnceAsync(CancellationToken.None);
        Assert.Equal("20", (await shop.BalanceAsync(AccountName.Payable(shop.CampaignId, referrer))).ToAmount().ToString());
        await shop.TellAsync(new DeliverySubmission("b1", "1", Noon.AddDays(16), IsReturn: true));
        await shop.RewardAllAsync();

        Assert.Equal(Outcome.RefundApplied, await OutcomeAsync(shop, "b1"));
        Assert.All(await shop.RowsAsync<RewardRow>(), row => Assert.Equal(RewardState.Reversed, row.State));
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    [Trait("Behaviour", "N6")]
    [Trait("Behaviour", "R14")]
    public async Task Half_captured_at_ten_percent_and_half_at_fifteen_reverses_the_first_half_at_ten()
    {
        await using Shop shop = await TwoRatesAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await TellAllAsync(shop, CapturesOf("1", code)[..4]);
        Assert.Equal("250", await PendingAsync(shop, referrer));

        await shop.TellAsync(Refund("1-r1", "1") with { PaymentEventId = "1-p1" });
        await shop.RewardAllAsync();

        Assert.Equal("150", await PendingAsync(shop, referrer));
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    [Trait("Behaviour", "N6")]
    [Trait("Fault", "39")]
    public async Task The_events_of_one_sale_come_to_the_same_in_any_order()
    {
        await using Shop shop = await TwoRatesAsync();
        Random random = new(5);
        List<string> nets = [];
        for (int story = 0; story < 20; story++)
        {
            (ParticipantId referrer, string code) = await shop.EnrolAsync();
            EventSubmission[] events = CapturesOf($"{story}", code);
            if (story > 0)
            {
                random.Shuffle(events);
            }

            await TellAllAsync(shop, events);
            nets.Add(await PendingAsync(shop, referrer));
        }

        // 50 pounds at 10 % went back by name; of the 50 at 15 %, 20 pounds by line: 30 * 15 % * 20 RETO.
        Assert.All(nets, net => Assert.Equal("90", net));
        Assert.All(await shop.RowsAsync<SaleEventRow>(), row => Assert.True(row.Outcome!.Value.IsTerminal(), row.Outcome.Value.Code()));
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    public async Task What_is_paid_above_the_total_is_nobodys_base_and_other_money_is_a_conflict()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await TellAllAsync(
            shop,
            Unpaid("1", "10.00", code) with { DeliveryPending = false },
            Payment("p1", "1", 7.00m, Noon),
            Payment("p2", "1", 7.00m, Noon),
            Payment("p3", "1", 7.00m, Noon),
            new PaymentSubmission("p4", "1", Noon, "EUR", 1.00m),
            new RefundSubmission("r1", "1", Noon, "EUR", 1.00m, []));

        Assert.Equal("20", await PendingAsync(shop, referrer));
        Assert.Equal(
            [Outcome.PaymentNoted, Outcome.Rewarded, Outcome.PaymentNoted, Outcome.ContentConflict, Outcome.ContentConflict],
            [
                await OutcomeAsync(shop, "p1"), await OutcomeAsync(shop, "p2"), await OutcomeAsync(shop, "p3"),
                await OutcomeAsync(shop, "p4"), await OutcomeAsync(shop, "r1"),
            ]);
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    public async Task A_cancellation_before_the_decision_refuses_the_sale_and_after_it_takes_all_back()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Unpaid("1", "10.00", code));
        await shop.RewardAllAsync();
        await shop.TellAsync(new CancellationSubmission("x1", "1", Noon));
        await shop.TellAsync(Shop.Sale("2", "10.00", code, "c2"));
        await shop.RewardAllAsync();
        await shop.TellAsync(new CancellationSubmission("x2", "2", Noon));
        await shop.RewardAllAsync();

        Assert.Equal((Outcome.SaleCancelled, Outcome.CancellationApplied), (await OutcomeAsync(shop, "event-1"), await OutcomeAsync(shop, "x1")));
        Assert.Equal((Outcome.Rewarded, Outcome.CancellationApplied), (await OutcomeAsync(shop, "event-2"), await OutcomeAsync(shop, "x2")));
        Assert.Equal("0", await PendingAsync(shop, referrer));
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    public async Task A_lower_later_version_of_a_rewarded_sale_takes_back_the_difference()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.RewardAllAsync();

        await shop.TellAsync(Shop.Sale("1", "7.50", code, "c1", eventId: "corrected"));
        await shop.RewardAllAsync();

        Assert.Equal("15", await PendingAsync(shop, referrer));
        Assert.Equal(Outcome.RefundApplied, await OutcomeAsync(shop, "corrected"));
        await ShopOracle.AssertAsync(shop);
    }

    internal static RefundSubmission Refund(
        string eventId, string sale, decimal? amount = null, IReadOnlyList<RefundSubmissionLine>? lines = null) =>
        new(eventId, sale, Noon, "GBP", amount, lines ?? []);

    internal static PaymentSubmission Payment(string eventId, string sale, decimal amount, DateTimeOffset at) =>
        new(eventId, sale, at, "GBP", amount);

    internal static SaleSubmission Unpaid(string number, string amount, string? code, DateTimeOffset? soldAt = null, string? customer = null) =>
        Shop.Sale(number, amount, code, customer ?? "c" + number, soldAt: soldAt) with { PaymentPending = true, DeliveryPending = true };

    internal static async Task<Outcome?> OutcomeAsync(Shop shop, string eventId) =>
        (await shop.RowsAsync<SaleEventRow>()).Single(row => row.EventId == eventId).Outcome;

    /// <summary>Has everything payable paid on chain, as planning and settling post it.</summary>
    internal static Task PayAsync(Shop shop) => shop.Database.Gate.WriteAsync(
        WritePriority.Stage,
        async write =>
        {
            RewardRow[] rewards = [.. write.Db.Set<RewardRow>().Where(row => row.State == RewardState.Pending)];
            ParticipantAmount[] amounts = [.. rewards.GroupBy(row => row.ParticipantId).Select(own => new ParticipantAmount(
                own.Key, own.Aggregate(TokenAmount.Zero, (sum, row) => sum + row.Due)))];
            Domain.Payouts.PayoutBatchId batch = new(Guid.NewGuid());
            RewardStates.Advance(write, rewards, RewardState.Payable);
            RewardStates.Advance(write, rewards, RewardState.InFlight);
            RewardStates.Advance(write, rewards, RewardState.Paid);
            await LedgerBook.PostAsync(
                write,
                [
                    LedgerTransaction.HoldOver(shop.CampaignId, $"hold:{batch}", Noon, amounts),
                    LedgerTransaction.BatchPlanned(shop.CampaignId, batch, $"plan:{batch}", Noon, amounts),
                    LedgerTransaction.BatchFinal(shop.CampaignId, batch, $"final:{batch}", Noon, amounts),
                ]);
        },
        CancellationToken.None);

    internal static async Task<string> PendingAsync(Shop shop, ParticipantId who) =>
        (await shop.BalanceAsync(AccountName.Pending(shop.CampaignId, who))).ToAmount().ToString();

    /// <summary>Tells each event and lets the stage run after it.</summary>
    internal static async Task TellAllAsync(Shop shop, params EventSubmission[] events)
    {
        foreach (EventSubmission told in events)
        {
            await shop.TellAsync(told);
            await shop.RewardAllAsync();
        }
    }

    /// <summary>A sale of 100 pounds: half captured at 10 %, half at 15 %, delivered; the first half and 20 pounds of the second go back.</summary>
    private static EventSubmission[] CapturesOf(string number, string code) =>
    [
        Unpaid(number, "100.00", code, Noon.AddDays(-3)),
        Payment($"{number}-p1", number, 50.00m, Noon.AddDays(-3)),
        Payment($"{number}-p2", number, 50.00m, Noon.AddDays(-1)),
        new DeliverySubmission($"{number}-d", number, Noon.AddDays(-1), IsReturn: false),
        Refund($"{number}-r1", number) with { PaymentEventId = $"{number}-p1" },
        Refund($"{number}-r2", number, lines: [new RefundSubmissionLine(0, null, 20.00m, 0, 0)]) with { PaymentEventId = $"{number}-p2" },
    ];

    private static Task<Shop> TwoRatesAsync() => Shop.OpenAsync(terms:
    [
        Version(1, Noon.AddYears(-1), 1000),
        Version(2, Noon.AddDays(-2), 1500),
    ]);

    private static Terms Version(int version, DateTimeOffset from, int bps) => new(
        version, from, TimeSpan.Zero, TimeSpan.FromDays(400), [Rule.Purchase(1, 1, Rate.Percentage(new BasisPoints(bps)))]);
}
