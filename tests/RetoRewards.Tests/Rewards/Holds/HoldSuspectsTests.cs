using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Rewards;
using RetoRewards.Rewards.Holds;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards.Holds;

/// <summary>What holds a sale: every rule, in whichever order its sales are told, and with clicks that left no row.</summary>
[OnBothDatabases]
public sealed class HoldSuspectsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [Trait("Fault", "81")]
    [InlineData(AbuseRuleKind.CodeVelocity, 0, 20, 40)]
    [InlineData(AbuseRuleKind.CodeVelocity, 40, 20, 0)]
    [InlineData(AbuseRuleKind.VisitorVelocity, 40, 20, 0)]
    [InlineData(AbuseRuleKind.VisitorVelocity, 0, 55, 30)]
    [InlineData(AbuseRuleKind.DeviceVelocity, 40, 20, 0)]
    [InlineData(AbuseRuleKind.DeviceVelocity, 0, 55, 30)]
    [InlineData(AbuseRuleKind.PlaceVelocity, 40, 20, 0)]
    [InlineData(AbuseRuleKind.PlaceVelocity, 0, 55, 30)]
    public async Task The_third_sale_of_an_hour_is_held_in_whichever_order_the_three_are_told(AbuseRuleKind kind, int first, int second, int third)
    {
        await using Shop shop = await Shop.OpenAsync(terms: [ShopClicks.Terms()]);
        await shop.SetRulesAsync(new AbuseRule(kind, true, 2, Hour));
        (_, string code) = await shop.EnrolAsync();
        int told = 0;
        foreach (int minute in new[] { first, second, third })
        {
            // Only what the rule counts is the same: the browser, the visitor or the place.
            ClickId click = ShopClicks.Click(code, kind == AbuseRuleKind.DeviceVelocity ? 7 : told, Shop.Noon.AddHours(-3));
            await shop.RecordAsync((click, shop.CampaignId, (byte)(kind == AbuseRuleKind.VisitorVelocity ? 7 : told), kind == AbuseRuleKind.PlaceVelocity ? "gcpv" : null));
            await shop.TellAsync(Shop.Sale($"{++told}", "10.00", soldAt: Shop.Noon.AddHours(-2).AddMinutes(minute)) with { ClickId = click.Text() });
            await shop.RewardAllAsync();
        }

        Assert.Equal([("3", AbuseRule.Code(kind))], await HeldAsync(shop));
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task Sales_an_hour_apart_are_held_by_nothing()
    {
        await using Shop shop = await Shop.OpenAsync(terms: [ShopClicks.Terms()]);
        await shop.SetRulesAsync(new AbuseRule(AbuseRuleKind.CodeVelocity, true, 2, Hour));
        (_, string code) = await shop.EnrolAsync();
        foreach (int number in new[] { 3, 1, 2 })
        {
            await shop.TellAsync(Shop.Sale($"{number}", "10.00", code, soldAt: Shop.Noon.AddHours(-3).AddMinutes(30 * number)));
            await shop.RewardAllAsync();
        }

        Assert.Empty(await HeldAsync(shop));
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task Clicks_that_left_no_row_count_against_the_browser_that_their_signed_ids_name()
    {
        await using Shop shop = await Shop.OpenAsync(terms: [ShopClicks.Terms()]);
        await shop.SetRulesAsync(new AbuseRule(AbuseRuleKind.DeviceVelocity, true, 2, Hour), new AbuseRule(AbuseRuleKind.CodeVelocity, true, 2, Hour));
        (_, string code) = await shop.EnrolAsync();
        for (int number = 1; number <= 3; number++)
        {
            string click = ShopClicks.Click(code, visitor: 7, Shop.Noon.AddMinutes(-number)).Text();
            await shop.TellAsync(Shop.Sale($"{number}", "10.00") with { ClickId = click });
            await shop.RewardAllAsync();
        }

        Assert.Equal([("3", "code_velocity,device_velocity")], await HeldAsync(shop));
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task A_sale_by_a_click_beyond_what_is_recorded_waits_for_a_person()
    {
        await using Shop shop = await Shop.OpenAsync(terms: [ShopClicks.Terms()]);
        (_, string code) = await shop.EnrolAsync();
        ClickId lost = ShopClicks.Click(code, visitor: 7, Shop.Noon);
        ClickId oneTooMany = ShopClicks.Click(code, visitor: 8, Shop.Noon) with { Unrecorded = true };
        await shop.TellAsync(Shop.Sale("1", "10.00") with { ClickId = lost.Text() });
        await shop.TellAsync(Shop.Sale("2", "10.00") with { ClickId = oneTooMany.Text() });

        await shop.RewardAllAsync();

        Assert.Equal([("2", "click_flood")], await HeldAsync(shop));
        Assert.All(await shop.RowsAsync<RewardDecisionRow>(), row => Assert.NotNull(row.Referrer));
    }

    [Fact]
    [Trait("Fault", "80")]
    public async Task A_referrer_who_shares_a_verified_contact_with_somebody_is_held()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId one, string code) = await shop.EnrolAsync();
        (ParticipantId other, _) = await shop.EnrolAsync();
        (_, string alone) = await shop.EnrolAsync();
        byte[] contact = [.. Enumerable.Repeat((byte)5, 16)];
        ParticipantRow[] twins = [.. (await shop.RowsAsync<ParticipantRow>()).Where(row => row.ParticipantId == one || row.ParticipantId == other)];
        foreach (ParticipantRow twin in twins)
        {
            twin.ContactDigest = contact;
            await SeedRows.WriteAsync(shop.Database, write => write.UpdateOne(twin, nameof(ParticipantRow.ContactDigest)));
        }

        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.TellAsync(Shop.Sale("2", "10.00", alone, "c2"));
        await shop.RewardAllAsync();

        Assert.Equal([("1", "shared_identity")], await HeldAsync(shop));
    }

    [Fact]
    [Trait("Fault", "80")]
    public async Task One_wallet_cannot_stand_behind_two_participants()
    {
        await using Shop shop = await Shop.OpenAsync();
        await shop.EnrolAsync();
        (ParticipantId other, _) = await shop.EnrolAsync();
        WalletRow taken = (await shop.RowsAsync<WalletRow>()).First(row => row.ParticipantId != other);

        await Assert.ThrowsAsync<DatabaseConflictException>(() => SeedRows.WriteAsync(shop.Database, write => write.InsertOne(new WalletRow
        {
            ParticipantId = other,
            Ordinal = 2,
            Kind = taken.Kind,
            Address = taken.Address,
            Since = Shop.Noon,
        })));
    }

    [Fact]
    [Trait("Fault", "75")]
    public async Task The_sale_that_would_close_a_circle_is_held_and_binds_nobody()
    {
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId a, string codeOfA) = await shop.EnrolAsync();
        (ParticipantId b, string codeOfB) = await shop.EnrolAsync();
        (ParticipantId c, string codeOfC) = await shop.EnrolAsync();
        await shop.LinkCustomerAsync("a", a);
        await shop.LinkCustomerAsync("b", b);
        await shop.LinkCustomerAsync("c", c);
        await shop.TellAsync(Shop.Sale("1", "10.00", codeOfA, "b"));
        await shop.TellAsync(Shop.Sale("2", "10.00", codeOfB, "c"));
        await shop.TellAsync(Shop.Sale("3", "10.00", codeOfC, "a"));

        await shop.RewardAllAsync();

        Assert.Equal([("3", "circular_referral")], await HeldAsync(shop));
        Assert.DoesNotContain(await shop.RowsAsync<CustomerBindingRow>(), row => row.Referrer == c);
    }

    private static async Task<(string Sale, string Reasons)[]> HeldAsync(Shop shop)
    {
        Dictionary<Domain.Sales.SaleId, string> numbers = (await shop.RowsAsync<RetoRewards.Sales.SaleRow>()).ToDictionary(row => row.SaleId, row => row.SaleNumber);
        return [.. (await shop.RowsAsync<RewardHoldRow>()).Select(row => (numbers[row.SaleId], row.Reasons)).Order()];
    }
}
