using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using static RetoRewards.Domain.Tests.Referrals.AttributionCase;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class AttributionPrecedenceTests
{
    private static readonly CodeOnSale?[] Codes =
    [
        null,
        Held(CodeOf(Olga)),
        Held(CodeOf(Buyer)),
        Held(CodeOf(Olga, expiresAt: SoldAt)),
        new CodeOnSale.Useless(ReferralRefusals.CodeUnknown),
    ];

    private static readonly CustomerBinding?[] Bindings =
        [null, BoundTo(Ivan), BoundTo(Buyer), new CustomerBinding(Ivan, null, SoldAt + TimeSpan.FromDays(1))];

    private static readonly ReferralClick[][] ClickLists =
    [
        [],
        [Click(Anna, TimeSpan.FromDays(1))],
        [Click(Anna, TimeSpan.FromDays(1), byBot: true)],
        [Click(Anna, TimeSpan.FromDays(40))],
        [Click(Buyer, TimeSpan.FromHours(1)), Click(Anna, TimeSpan.FromDays(2), id: 2)],
    ];

    [Fact]
    [Trait("Behaviour", "M2")]
    public void In_every_combination_a_code_beats_a_binding_and_a_binding_beats_a_click()
    {
        int combinations = 0;
        for (int code = 0; code < Codes.Length; code++)
        {
            for (int binding = 0; binding < Bindings.Length; binding++)
            {
                for (int clicks = 0; clicks < ClickLists.Length; clicks++)
                {
                    foreach (bool lookPast in (bool[])[false, true])
                    {
                        SaleToAttribute sale = Sale(Codes[code], Bindings[binding], ClickLists[clicks]);
                        AttributionDecision decision = ReferralAttribution.Decide(sale, Rules(lookPast: lookPast));
                        Assert.Equal(Expected(code, binding, clicks, lookPast), Summary(decision));
                        combinations++;
                    }
                }
            }
        }

        Assert.Equal(200, combinations);
    }

    [Fact]
    public void What_was_passed_over_is_listed_strongest_first_each_with_its_own_reason()
    {
        SaleToAttribute sale = Sale(
            Held(CodeOf(Olga, revokedAt: SoldAt)),
            BoundTo(Buyer),
            [Click(Anna, TimeSpan.FromDays(40), id: 1), Click(Ivan, TimeSpan.FromDays(2), id: 2, byBot: true), Click(Anna, TimeSpan.FromDays(3), id: 3)]);

        AttributionDecision.Credited credited = Assert.IsType<AttributionDecision.Credited>(
            ReferralAttribution.Decide(sale, Rules(lookPast: true)));

        Assert.Equal(Anna, credited.Referrer);
        Assert.Equal(AttributionSource.Click, credited.Source);
        Assert.Equal(new Guid(3, 0, 0, new byte[8]), credited.ClickId);
        Assert.Equal(
            [
                new PassedOver(AttributionSource.Code, null, "code_revoked"),
                new PassedOver(AttributionSource.Binding, null, "self_referral"),
                new PassedOver(AttributionSource.Click, new Guid(2, 0, 0, new byte[8]), "click_by_bot"),
            ],
            credited.PassedOver);
    }

    [Theory]
    [InlineData(ClickChoice.Last, 3)]
    [InlineData(ClickChoice.First, 1)]
    public void The_campaign_chooses_the_last_or_the_first_click_whatever_order_they_come_in(ClickChoice choice, int expected)
    {
        ReferralClick[] clicks =
        [
            Click(Olga, TimeSpan.FromDays(20), id: 1),
            Click(Ivan, TimeSpan.FromDays(10), id: 2),
            Click(Anna, TimeSpan.FromDays(1), id: 3),
            Click(Olga, TimeSpan.FromDays(31), id: 4),
        ];
        foreach (ReferralClick[] order in Orders(clicks))
        {
            AttributionDecision decision = ReferralAttribution.Decide(Sale(clicks: order), Rules(choice));
            Assert.Equal(new Guid(expected, 0, 0, new byte[8]), Assert.IsType<AttributionDecision.Credited>(decision).ClickId);
        }
    }

    [Fact]
    public void Clicks_of_one_moment_are_taken_in_the_order_of_their_ids()
    {
        ReferralClick one = Click(Olga, TimeSpan.FromDays(1), id: 1);
        ReferralClick two = Click(Ivan, TimeSpan.FromDays(1), id: 2);

        Assert.Equal(Ivan, CreditedTo(Sale(clicks: [one, two]), Rules()));
        Assert.Equal(Ivan, CreditedTo(Sale(clicks: [two, one]), Rules()));
        Assert.Equal(Olga, CreditedTo(Sale(clicks: [two, one]), Rules(ClickChoice.First)));
    }

    [Fact]
    public void A_code_of_an_employee_credits_the_employee_and_the_referrer_who_employs_him()
    {
        AttributionDecision.Credited credited = Assert.IsType<AttributionDecision.Credited>(
            ReferralAttribution.Decide(Sale(Held(CodeOf(Ivan, employer: Company))), Rules()));

        Assert.Equal(Company, credited.Referrer);
        Assert.Equal(Ivan, credited.Employee);
    }

    [Fact]
    public void The_seller_who_served_is_credited_beside_the_referrer_and_also_without_one()
    {
        Assert.Equal(Seller, ReferralAttribution.Decide(Sale(Held(CodeOf(Olga)), seller: Seller), Rules()).Seller);
        Assert.Equal(Seller, ReferralAttribution.Decide(Sale(seller: Seller), Rules()).Seller);
        Assert.Equal(Seller, ReferralAttribution.Decide(Sale(Held(CodeOf(Buyer)), seller: Seller), Rules()).Seller);
        Assert.Equal(Seller, CreditedTo(Sale(Held(CodeOf(Seller)), seller: Seller), Rules()));
    }

    [Fact]
    public void A_seller_who_buys_from_himself_is_not_credited_as_the_seller()
    {
        AttributionDecision decision = ReferralAttribution.Decide(Sale(Held(CodeOf(Olga)), seller: Seller, buyer: [Buyer, Seller]), Rules());

        Assert.IsType<AttributionDecision.Credited>(decision);
        Assert.Null(decision.Seller);
    }

    [Fact]
    public void A_sale_that_nothing_points_to_is_nobodys_and_not_a_refusal()
    {
        AttributionDecision decision = ReferralAttribution.Decide(Sale(), Rules());

        Assert.IsType<AttributionDecision.Nobody>(decision);
        Assert.Empty(decision.PassedOver);
    }

    [Fact]
    public void More_clicks_than_the_bound_are_a_bug_of_the_caller()
    {
        ReferralClick[] clicks = [.. Enumerable.Range(1, SaleToAttribute.MaxClicks + 1).Select(id => Click(Olga, TimeSpan.FromDays(1), id))];

        Assert.Throws<ArgumentException>(() => ReferralAttribution.Decide(Sale(clicks: clicks), Rules()));
        Assert.Equal(Olga, CreditedTo(Sale(clicks: clicks[1..]), Rules()));
    }

    // The rule in other words: the first of code, binding, click that holds; a code that does not hold ends it unless looked past.
    private static string Expected(int code, int binding, int clicks, bool lookPast)
    {
        string?[] byCode = [null, "Code", "self_referral", "code_expired", "code_unknown"];
        string?[] byBinding = [null, "Binding", "self_referral", "binding_not_yet_valid"];
        string?[] byClick = [null, "Click", "click_by_bot", "click_outside_window", "Click"];
        if (code == 1 || (code > 1 && !lookPast))
        {
            return byCode[code]!;
        }

        if (binding == 1)
        {
            return "Binding";
        }

        return clicks is 1 or 4 ? "Click" : byCode[code] ?? byBinding[binding] ?? byClick[clicks] ?? "nobody";
    }

    private static string Summary(AttributionDecision decision) => decision switch
    {
        AttributionDecision.Credited credited => credited.Source.ToString(),
        AttributionDecision.NotCredited refused => refused.Refusal,
        AttributionDecision.Nobody => "nobody",
        _ => decision.ToString(),
    };

    private static ParticipantId CreditedTo(SaleToAttribute sale, AttributionRules rules) =>
        Assert.IsType<AttributionDecision.Credited>(ReferralAttribution.Decide(sale, rules)).Referrer;

    private static IEnumerable<ReferralClick[]> Orders(ReferralClick[] clicks) =>
        clicks.Length == 0
            ? [[]]
            : clicks.SelectMany(first => Orders([.. clicks.Where(click => click != first)]).Select(rest => (ReferralClick[])[first, .. rest]));
}
