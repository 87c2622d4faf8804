using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

/// <summary>What the one attribution there is does to the rewards of a sale, and which outcome each refusal has.</summary>
public sealed class CreditTests
{
    private static readonly DateTimeOffset SoldAt = Scene.Start.AddDays(9);

    [Theory]
    [Trait("Behaviour", "N5")]
    [InlineData("nobody's code", "refused:code_unknown")]
    [InlineData("revoked", "refused:code_revoked")]
    [InlineData("expired", "refused:code_expired")]
    [InlineData("too early", "refused:code_not_yet_valid")]
    [InlineData("another campaign", "refused:code_of_another_campaign")]
    [InlineData("same wallet", "refused:self_referral")]
    [InlineData("same contact", "refused:self_referral")]
    [InlineData("own employee", "refused:self_referral")]
    [InlineData("outside", "refused:place_outside_fence")]
    [InlineData("no place", "refused:place_unknown")]
    [InlineData("coarse place", "refused:place_too_coarse")]
    [InlineData("old customer", "refused:customer_not_new")]
    [InlineData("no customer", "refused:customer_unknown")]
    [InlineData("old binding", "refused:binding_expired")]
    [InlineData("later binding", "refused:binding_not_yet_valid")]
    [InlineData("old click", "refused:click_outside_window")]
    [InlineData("late click", "refused:click_after_sale")]
    [InlineData("bot", "refused:click_by_bot")]
    [InlineData("altered click", "refused:click_altered")]
    public void Every_refusal_of_a_referrer_is_told_apart_by_the_outcome(string what, string outcome)
    {
        bool fenced = what is "outside" or "no place" or "coarse place";
        Scene scene = With(new AttributionTerms
        {
            NewCustomersOnly = what is "old customer" or "no customer",
            BindingWindow = TimeSpan.FromDays(5),
            Fence = fenced ? new GeoFence([Cell("u4pru")], unknownPlaceAllowed: false) : null,
        });
        ParticipantFacts ann = scene.Person("Ann");
        ParticipantFacts twin = new(new ParticipantId(Guid.NewGuid()), ParticipantKind.Buyer)
        {
            Wallet = what == "same wallet" ? Wallet : default,
            ContactDigest = what == "same contact" ? (UInt128)7 : 0,
        };
        ParticipantFacts rich = new(new ParticipantId(Guid.NewGuid()), ParticipantKind.Person) { Wallet = Wallet, ContactDigest = 7 };
        IssuedCode good = new(Scene.CampaignId, ann.Id, null, DateTimeOffset.MinValue);
        CodeFacts code = what switch
        {
            "nobody's code" => CodeFacts.Unknown,
            "revoked" => CodeFacts.Of(ann, null, good with { RevokedAt = SoldAt }),
            "expired" => CodeFacts.Of(ann, null, good with { ExpiresAt = SoldAt }),
            "too early" => CodeFacts.Of(ann, null, good with { ValidFrom = SoldAt.AddTicks(1) }),
            "another campaign" => CodeFacts.Of(ann, null, good with { Campaign = new CampaignId(Guid.NewGuid()) }),
            "same wallet" or "same contact" => CodeFacts.Of(rich),
            "own employee" => CodeFacts.Of(ann, twin, good with { Owner = twin.Id, Employer = ann.Id }),
            "outside" or "no place" or "coarse place" or "old customer" or "no customer" => CodeFacts.Of(ann),
            _ => CodeFacts.None,
        };
        SaleInContext sale = Sale(
            scene,
            code,
            what == "no customer" ? null : new CustomerFacts(new CustomerId(Guid.NewGuid()))
            {
                Buyer = twin,
                HasBought = what is "old customer" or "old binding" or "later binding",
                BoundTo = what is "old binding" or "later binding" ? ann : null,
                BoundFrom = what == "old binding" ? SoldAt.AddDays(-5).AddTicks(-1) : SoldAt.AddTicks(1),
                BoundByHand = what == "later binding",
            },
            what switch
            {
                "old click" => [new ClickFacts(ann, SoldAt.AddDays(-8))],
                "late click" => [new ClickFacts(ann, SoldAt.AddTicks(1))],
                "bot" => [new ClickFacts(ann, SoldAt) { ByBot = true }],
                _ => [],
            },
            what switch { "outside" => "u4prv", "coarse place" => "u4p", _ => null },
            altered: what == "altered click");

        RewardDecision decision = scene.DecideOne(sale);

        Assert.Equal(outcome, decision.Outcome.Code());
        Assert.Empty(decision.Lines);
    }

    [Fact]
    [Trait("Behaviour", "T15")]
    [Trait("Behaviour", "T7")]
    public void An_employees_code_credits_the_employer_as_referrer_and_the_employee_beside_it()
    {
        Scene scene = With(AttributionTerms.Default, Rule.Purchase(1, 1, Scene.Percent(5)), Seller(2, 1));
        ParticipantFacts company = scene.Person("Company");
        ParticipantFacts eve = scene.Person("Eve");
        IssuedCode code = new(Scene.CampaignId, eve.Id, company.Id, DateTimeOffset.MinValue);

        RewardDecision decision = scene.DecideOne(Sale(scene, CodeFacts.Of(company, eve, code), Scene.Customer("Kim")));

        Assert.Equal((company.Id, eve.Id), (decision.Referrer!.Value, decision.Employee!.Value));
        Assert.Equal(("5", "1"), (scene.Earned(decision, "Company"), scene.Earned(decision, "Eve")));
    }

    [Fact]
    [Trait("Behaviour", "T15")]
    public void A_customer_whom_an_employee_brought_stays_with_employer_and_employee()
    {
        Scene scene = With(AttributionTerms.Default, Rule.Purchase(1, 1, Scene.Percent(5)), Seller(2, 1));
        ParticipantFacts company = scene.Person("Company");
        ParticipantFacts eve = scene.Person("Eve");
        CustomerFacts kim = Scene.Customer("Kim");
        IssuedCode code = new(Scene.CampaignId, eve.Id, company.Id, DateTimeOffset.MinValue);

        IReadOnlyList<RewardDecision> decisions = scene.Decide(
            Sale(scene, CodeFacts.Of(company, eve, code), kim), Sale(scene, CodeFacts.None, kim));

        Assert.Equal(AttributionKind.Binding, decisions[1].AttributedBy);
        Assert.Equal((company.Id, eve.Id), (decisions[1].Referrer!.Value, decisions[1].Employee!.Value));
        Assert.Equal((kim.Id, (ParticipantId?)company.Id, (ParticipantId?)eve.Id), Assert.Single(scene.Running.Bindings));
    }

    [Fact]
    [Trait("Behaviour", "R7")]
    public void A_useless_code_costs_the_referrer_its_reward_and_nobody_else()
    {
        Scene scene = With(AttributionTerms.Default, Rule.Purchase(1, 1, Scene.Percent(5)), Seller(2, 1));
        SaleInContext sale = Sale(scene, CodeFacts.Unknown, Scene.Customer("Kim"), seller: scene.Person("Sam"));

        RewardDecision decision = scene.DecideOne(sale);

        Assert.Equal("rewarded", decision.Outcome.Code());
        Assert.Equal("code_unknown", decision.NotCredited);
        Assert.Equal("1", scene.Earned(decision, "Sam"));
        Assert.Null(decision.Referrer);
    }

    [Fact]
    public void A_sale_credits_the_referrer_and_the_seller_who_served_at_once()
    {
        Scene scene = With(AttributionTerms.Default, Rule.Purchase(1, 1, Scene.Percent(5)), Seller(2, 1));

        RewardDecision decision = scene.DecideOne(Sale(scene, CodeFacts.Of(scene.Person("Ann")), Scene.Customer("Kim"), seller: scene.Person("Sam")));

        Assert.Equal(("5", "1"), (scene.Earned(decision, "Ann"), scene.Earned(decision, "Sam")));
    }

    [Fact]
    public void A_purchase_that_arrives_out_of_order_is_not_told_that_it_came_before_its_binding()
    {
        Scene scene = With(AttributionTerms.Default);
        CustomerFacts kim = new(new CustomerId(Guid.NewGuid())) { HasBought = true, BoundTo = scene.Person("Ann"), BoundFrom = SoldAt.AddHours(1) };

        Assert.Equal(AttributionKind.Binding, scene.DecideOne(Sale(scene, CodeFacts.None, kim)).AttributedBy);
    }

    [Fact]
    public void Every_refusal_that_attribution_gives_has_an_outcome_of_its_own()
    {
        string[] given =
        [
            "code_unknown", "code_of_another_campaign", "code_not_yet_valid", "code_expired", "code_revoked", "campaign_not_yet_live",
            "campaign_no_longer_live", "place_outside_fence", "place_unknown", "place_too_coarse", "self_referral", "binding_not_yet_valid",
            "binding_expired", "click_after_sale", "click_outside_window", "click_by_bot", "click_altered", "customer_not_new", "customer_unknown",
        ];

        Assert.All(given, refusal => Assert.Equal("refused:" + refusal, AttributionRefusals.Outcome(refusal).Code()));
    }

    private static readonly WalletAddress Wallet = WalletAddress.FromBytes([.. Enumerable.Repeat((byte)9, 20)]);

    private static Rule Seller(int number, ulong tokens) => new(number, RuleKind.Seller, [new(Scope.Everything, Scene.Reto(tokens))]);

    private static Scene With(AttributionTerms attribution, params Rule[] rules) =>
        new(new Terms(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), rules.Length > 0 ? rules : [Rule.Purchase(1, 1, Scene.Reto(1))])
        {
            ClickWindow = TimeSpan.FromDays(7),
            Attribution = attribution,
        });

    private static GeoCell Cell(string text) => GeoCell.TryParse(text, out GeoCell cell) ? cell : throw new ArgumentException("No cell.", nameof(text));

    private static SaleInContext Sale(
        Scene scene,
        CodeFacts code,
        CustomerFacts? customer,
        ClickFacts[]? clicks = null,
        string? place = null,
        ParticipantFacts? seller = null,
        bool altered = false)
    {
        SaleInContext sale = scene.Sale(soldAt: SoldAt, place: place);
        return new SaleInContext
        {
            EventId = sale.EventId,
            Sale = sale.Sale,
            ReceivedAt = sale.ReceivedAt,
            PaidAt = SoldAt,
            DeliveredAt = SoldAt,
            Code = code,
            Customer = customer,
            Clicks = clicks ?? [],
            ClickAltered = altered,
            Seller = seller,
        };
    }
}
