using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class RewardIdentityTests
{
    private static readonly CampaignId Campaign = new(new Guid("00112233-4455-6677-8899-aabbccddeeff"));
    private static readonly ParticipantId Ann = new(new Guid("ffeeddcc-bbaa-9988-7766-554433221100"));

    [Fact]
    [Trait("Behaviour", "N1")]
    public void The_bytes_are_those_of_the_documented_layout()
    {
        byte[] bytes = RewardIdentity.OfSale(Campaign, new SaleNumber("shop", "A-1"), 258, RewardRole.Level2, Ann, 3);

        Assert.Equal(
            "01" + "00112233445566778899aabbccddeeff" + "01" + "0004" + "73686f70" + "0003" + "412d31" + "0102" + "02"
            + "ffeeddccbbaa99887766554433221100" + "00000003",
            Convert.ToHexStringLower(bytes));
    }

    [Fact]
    [Trait("Behaviour", "N1")]
    public void Whatever_differs_gives_other_bytes()
    {
        SaleNumber sale = new("a", "bc");
        byte[][] all =
        [
            RewardIdentity.OfSale(Campaign, sale, 1, RewardRole.Level1, Ann, 0),
            RewardIdentity.OfSale(new CampaignId(Ann.Value), sale, 1, RewardRole.Level1, Ann, 0),
            RewardIdentity.OfSale(Campaign, new SaleNumber("ab", "c"), 1, RewardRole.Level1, Ann, 0),
            RewardIdentity.OfSale(Campaign, sale, 2, RewardRole.Level1, Ann, 0),
            RewardIdentity.OfSale(Campaign, sale, 1, RewardRole.Buyer, Ann, 0),
            RewardIdentity.OfSale(Campaign, sale, 1, RewardRole.Level1, new ParticipantId(Campaign.Value), 0),
            RewardIdentity.OfSale(Campaign, sale, 1, RewardRole.Level1, Ann, 1),
            RewardIdentity.OfEvent(Campaign, "a", "bc", 1, RewardRole.Level1, Ann, 0),
            RewardIdentity.OfCampaign(Campaign, 1, RewardRole.Level1, Ann, 0),
            RewardIdentity.OfSale(Campaign, sale, 1, RewardRole.Level1, Ann, 0, new CampaignId(Ann.Value)),
            RewardIdentity.OfCampaign(Campaign, 1, RewardRole.Level1, Ann, 0, new CampaignId(Ann.Value)),
        ];

        Assert.Equal(all.Length, all.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    [Trait("Behaviour", "T8")]
    public void A_threshold_is_identified_by_rule_participant_and_number_whatever_sale_reached_it()
    {
        Scene scene = new(
            new Rule(1, RuleKind.Threshold, [new(Scope.Everything, Scene.Reto(5))]) { ThresholdCustomers = 1 }, Rule.Purchase(2, 1, Scene.Percent(1)));
        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("Ann"), Scene.Customer("Kim")));

        byte[] Of(int line, string number) => RewardIdentity.OfLine(scene.Campaign, new SaleNumber("shop", number), decision.Lines[line]);

        Assert.Equal(Of(0, "1"), Of(0, "2"));
        Assert.Equal(RewardIdentity.OfCampaign(Scene.CampaignId, 1, RewardRole.Level1, scene.Person("Ann").Id, 1), Of(0, "1"));
        Assert.NotEqual(Of(1, "1"), Of(1, "2"));
    }
}
