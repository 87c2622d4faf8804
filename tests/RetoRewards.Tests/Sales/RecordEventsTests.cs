using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Sales;

[OnBothDatabases]
public sealed class RecordEventsTests
{
    [Fact]
    public async Task The_same_event_a_hundred_times_at_once_is_one_sale_with_one_answer()
    {
        await using Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();

        SaleAnswer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"))));

        SaleAnswer.Recorded first = Assert.Single(answers.OfType<SaleAnswer.Recorded>());
        Assert.Equal(99, answers.OfType<SaleAnswer.Repeated>().Count(answer => answer.SaleEventId == first.SaleEventId));
        Assert.Single(await shop.RowsAsync<SaleRow>());
        Assert.Single(await shop.RowsAsync<SaleEventRow>());
    }

    [Fact]
    public async Task The_same_event_with_other_content_is_a_conflict_and_changes_nothing()
    {
        await using Shop shop = await Shop.OpenAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00"));

        SaleAnswer answer = await shop.TellAsync(Shop.Sale("1", "11.00"));

        Assert.Equal("event_conflict", Assert.IsType<SaleAnswer.Refused>(answer).Code);
        Assert.Equal(1000, Assert.Single(await shop.RowsAsync<SaleRow>()).TotalMinorUnits);
    }

    [Fact]
    public async Task The_same_sale_told_by_two_events_is_one_sale()
    {
        await using Shop shop = await Shop.OpenAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", eventId: "a"));

        SaleAnswer same = await shop.TellAsync(Shop.Sale("1", "10.00", eventId: "b"));

        Assert.IsType<SaleAnswer.Recorded>(same);
        Assert.Single(await shop.RowsAsync<SaleRow>());
        SaleEventRow[] events = [.. (await shop.RowsAsync<SaleEventRow>()).OrderBy(row => row.Arrival)];
        Assert.Equal([null, Outcome.Superseded], events.Select(row => row.Outcome));
    }

    [Theory]
    [InlineData("-1", "amount_negative")]
    [InlineData("0", "amount_zero")]
    [InlineData("0.001", "currency_places")]
    [InlineData("1.999", "currency_places")]
    [InlineData("99999999999999999999", "amount_too_large")]
    public async Task A_bad_amount_is_refused_at_the_door_and_stored_nowhere(string amount, string code)
    {
        await using Shop shop = await Shop.OpenAsync();

        SaleAnswer answer = await shop.TellAsync(Shop.Sale("1", amount));

        Assert.Equal(code, Assert.IsType<SaleAnswer.Refused>(answer).Code);
        Assert.Empty(await shop.RowsAsync<SaleEventRow>());
    }

    [Fact]
    public async Task A_sale_in_the_future_is_refused()
    {
        await using Shop shop = await Shop.OpenAsync();

        SaleAnswer answer = await shop.TellAsync(Shop.Sale("1", "10.00", soldAt: Shop.Noon.AddHours(1)));

        Assert.Equal("sold_in_future", Assert.IsType<SaleAnswer.Refused>(answer).Code);
    }

    [Fact]
    public async Task A_mistyped_code_an_unknown_code_and_no_code_are_told_apart()
    {
        await using Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();
        string mistyped = (code[0] == '7' ? '8' : '7') + code[1..];
        string unknown = Domain.Referrals.ReferralCode.FromRandom([9, 9, 9, 9, 9, 9])!.Value.Value;

        Assert.Equal("code_check_failed", Assert.IsType<SaleAnswer.Refused>(await shop.TellAsync(Shop.Sale("1", "1.00", mistyped))).Code);
        Assert.Equal("code_unknown", Assert.IsType<SaleAnswer.Refused>(await shop.TellAsync(Shop.Sale("1", "1.00", unknown))).Code);
        Assert.Equal("code_malformed", Assert.IsType<SaleAnswer.Refused>(await shop.TellAsync(Shop.Sale("1", "1.00", "?"))).Code);
        Assert.IsType<SaleAnswer.Recorded>(await shop.TellAsync(Shop.Sale("1", "1.00")));
    }

    [Fact]
    public async Task A_code_of_a_closed_campaign_is_refused()
    {
        await using Shop shop = await Shop.OpenAsync(state: CampaignState.Closed);
        (_, string code) = await shop.EnrolAsync();

        SaleAnswer answer = await shop.TellAsync(Shop.Sale("1", "10.00", code));

        Assert.Equal("campaign_closed", Assert.IsType<SaleAnswer.Refused>(answer).Code);
    }

    [Fact]
    public async Task Another_partners_code_is_as_unknown_as_one_never_issued()
    {
        await using Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();
        ChannelRow foreign = new()
        {
            ChannelId = new ChannelId(Guid.NewGuid()),
            PartnerId = new PartnerId(Guid.NewGuid()),
            Name = "till-1",
            NameSpace = "other",
            CreatedAt = Shop.Noon,
        };

        SaleAnswer[] answers = await shop.RecordEvents.ExecuteAsync(foreign, [Shop.Sale("1", "10.00", code)], CancellationToken.None);

        Assert.Equal("code_unknown", Assert.IsType<SaleAnswer.Refused>(answers[0]).Code);
    }

    [Fact]
    public async Task Good_sales_of_a_call_are_kept_when_others_are_refused()
    {
        await using Shop shop = await Shop.OpenAsync();

        SaleAnswer[] answers = await shop.RecordEvents.ExecuteAsync(
            shop.Channel,
            [Shop.Sale("1", "10.00"), Shop.Sale("2", "-5"), Shop.Sale("3", "7.00"), Shop.Sale("1", "10.00")],
            CancellationToken.None);

        Assert.IsType<SaleAnswer.Recorded>(answers[0]);
        Assert.IsType<SaleAnswer.Refused>(answers[1]);
        Assert.IsType<SaleAnswer.Recorded>(answers[2]);
        Assert.IsType<SaleAnswer.Repeated>(answers[3]);
        Assert.Equal(2, (await shop.RowsAsync<SaleRow>()).Length);
    }
}
