using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>Sales of several partners in one run: what one of them knows of a person is nothing to the other.</summary>
[OnBothDatabases]
public sealed class SeveralPartnersTests
{
    private static readonly Terms ThreeLevels = new(
        1,
        Shop.Noon.AddYears(-1),
        TimeSpan.Zero,
        TimeSpan.FromDays(400),
        [
            Rule.Purchase(1, 1, Rate.Percentage(new BasisPoints(1000))), Rule.Purchase(2, 2, Rate.Percentage(new BasisPoints(500))),
            Rule.Purchase(3, 3, Rate.Percentage(new BasisPoints(100))),
        ]);

    [Fact]
    [Trait("Behaviour", "F1")]
    public async Task Levels_two_and_three_go_to_those_who_brought_the_referrer_to_the_partner_of_the_sale()
    {
        await using Shop shop = await Shop.OpenAsync(terms: [ThreeLevels]);
        (ChannelRow otherChannel, CampaignId otherCampaign) = await shop.OpenSecondPartnerAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        string otherCode = await shop.AddCodeAsync(referrer, otherCampaign);
        (ParticipantId here, _) = await shop.EnrolAsync();
        (ParticipantId aboveHere, _) = await shop.EnrolAsync();
        (ParticipantId there, _) = await shop.EnrolAsync();
        (ParticipantId aboveThere, _) = await shop.EnrolAsync();

        // Bound at the other partner first, so that whoever asks without the partner finds that one.
        await shop.BindByHandAsync(await shop.LinkCustomerAsync("r", referrer, otherChannel.PartnerId), otherCampaign, there);
        await shop.BindByHandAsync(await shop.LinkCustomerAsync("t", there, otherChannel.PartnerId), otherCampaign, aboveThere);
        await shop.BindByHandAsync(await shop.LinkCustomerAsync("t", there), shop.CampaignId, here);
        await shop.BindByHandAsync(await shop.LinkCustomerAsync("r", referrer), shop.CampaignId, here);
        await shop.BindByHandAsync(await shop.LinkCustomerAsync("h", here), shop.CampaignId, aboveHere);
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await shop.TellAsync(Shop.Sale("2", "10.00", otherCode, "c1"), otherChannel);

        await shop.RewardAllAsync();

        RewardRow[] rewards = await shop.RowsAsync<RewardRow>();
        Assert.Equal([referrer, here, aboveHere], Levels(rewards, shop.CampaignId));
        Assert.Equal([referrer, there, aboveThere], Levels(rewards, otherCampaign));
    }

    private static ParticipantId[] Levels(RewardRow[] rewards, CampaignId campaign) =>
        [.. rewards.Where(row => row.CampaignId == campaign).OrderBy(row => row.Role).Select(row => row.ParticipantId)];
}
