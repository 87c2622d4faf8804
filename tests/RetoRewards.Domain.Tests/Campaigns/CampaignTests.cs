using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Domain.Tests.Campaigns;

public sealed class CampaignTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(CampaignState.Draft, "fund")]
    [InlineData(CampaignState.Funded, "launch end")]
    [InlineData(CampaignState.Live, "pause end")]
    [InlineData(CampaignState.Paused, "resume end")]
    [InlineData(CampaignState.Ended, "close")]
    [InlineData(CampaignState.Closed, "")]
    [Trait("Behaviour", "G14")]
    public void Only_lawful_steps_are_taken_and_others_change_nothing(CampaignState from, string lawful)
    {
        foreach (string step in new[] { "fund", "launch", "pause", "resume", "end", "close" })
        {
            Campaign campaign = In(from);

            CampaignRefusal refusal = step switch
            {
                "fund" => campaign.MarkFunded(),
                "launch" => campaign.Launch(),
                "pause" => campaign.Pause(),
                "resume" => campaign.Resume(),
                "end" => campaign.End(Start.AddDays(1)),
                _ => campaign.Close(),
            };

            bool expected = lawful.Split(' ').Contains(step);
            Assert.Equal(expected ? CampaignRefusal.None : CampaignRefusal.IllegalTransition, refusal);
            Assert.Equal(expected, campaign.State != from);
        }
    }

    [Fact]
    public void A_campaign_without_terms_does_not_launch()
    {
        Campaign campaign = Campaign.Restore(new CampaignId(Id(1)), new PartnerId(Id(2)), Start, Start.AddDays(9), CampaignState.Funded, []);

        Assert.Equal(CampaignRefusal.NoTerms, campaign.Launch());
        Assert.Equal(CampaignState.Funded, campaign.State);
    }

    [Fact]
    [Trait("Behaviour", "R14")]
    public void A_later_version_starts_no_earlier_than_its_publication_and_after_the_version_before()
    {
        Campaign campaign = In(CampaignState.Live);

        Assert.Equal(CampaignRefusal.Backdated, campaign.Publish(Version(2, Start.AddDays(3)), Start.AddDays(3).AddTicks(1)));
        Assert.Equal(CampaignRefusal.VersionOutOfOrder, campaign.Publish(Version(3, Start.AddDays(3)), Start.AddDays(3)));
        Assert.Equal(CampaignRefusal.None, campaign.Publish(Version(2, Start.AddDays(3)), Start.AddDays(3)));
        Assert.Equal(CampaignRefusal.Backdated, campaign.Publish(Version(3, Start.AddDays(3)), Start.AddDays(2)));
        Assert.Equal(1, campaign.TermsInForce(Start.AddDays(3).AddTicks(-1))?.Version);
        Assert.Equal(2, campaign.TermsInForce(Start.AddDays(3))?.Version);
        Assert.Null(campaign.TermsInForce(Start.AddYears(-1).AddTicks(-1)));
    }

    [Fact]
    public void Ending_stops_sales_of_later_moments_only()
    {
        Campaign campaign = In(CampaignState.Live);

        campaign.End(Start.AddDays(4));

        Assert.Equal(Start.AddDays(4), campaign.EndsAt);
        Assert.Equal(CampaignRefusal.AlreadyEnded, campaign.Publish(Version(2, Start.AddDays(5)), Start.AddDays(5)));
    }

    [Fact]
    public void Every_refusal_has_its_own_code()
    {
        CampaignRefusal[] all = Enum.GetValues<CampaignRefusal>();

        Assert.Equal(all.Length, all.Select(refusal => refusal.Code()).Distinct().Count());
    }

    // The first version reaches a year back from its publication.
    private static Campaign In(CampaignState state) => Campaign.Restore(
        new CampaignId(Id(1)), new PartnerId(Id(2)), Start, Start.AddDays(9), state, [Version(1, Start.AddYears(-1))]);

    private static Terms Version(int number, DateTimeOffset from) =>
        new(number, from, TimeSpan.Zero, TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Rate.Percentage(number * 100))]);

    private static Guid Id(int number) => new(number, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
}
