using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using static RetoRewards.Domain.Tests.Referrals.AttributionCase;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class AttributionRefusalTests
{
    [Fact]
    public void The_first_moment_of_the_campaign_counts_and_its_end_does_not()
    {
        IssuedCode always = CodeOf(Olga) with { ValidFrom = Start - TimeSpan.FromDays(9) };

        Assert.Equal("campaign_not_yet_live", Outside(Sale(Held(always), soldAt: Start - Tick), Rules()));
        Assert.Null(Refusal(Sale(Held(always), soldAt: Start), Rules()));
        Assert.Null(Refusal(Sale(Held(always), soldAt: End - Tick), Rules()));
        Assert.Equal("campaign_no_longer_live", Outside(Sale(Held(always), soldAt: End), Rules()));
    }

    [Theory]
    [InlineData("code_malformed")]
    [InlineData("code_check_failed")]
    [InlineData("code_unknown")]
    public void A_code_that_could_not_be_found_keeps_its_own_reason(string reason)
    {
        Assert.Equal(reason, Refusal(Sale(new CodeOnSale.Useless(reason), BoundTo(Ivan)), Rules()));
    }

    [Fact]
    public void A_code_counts_from_its_first_moment_to_just_short_of_its_last()
    {
        IssuedCode code = CodeOf(Olga);

        Assert.Equal("code_not_yet_valid", Refusal(Sale(Held(code with { ValidFrom = SoldAt + Tick })), Rules()));
        Assert.Null(Refusal(Sale(Held(code with { ValidFrom = SoldAt })), Rules()));
        Assert.Null(Refusal(Sale(Held(code with { ExpiresAt = SoldAt + Tick })), Rules()));
        Assert.Equal("code_expired", Refusal(Sale(Held(code with { ExpiresAt = SoldAt })), Rules()));
        Assert.Equal("code_revoked", Refusal(Sale(Held(code with { RevokedAt = SoldAt })), Rules()));
        Assert.Null(Refusal(Sale(Held(code with { RevokedAt = SoldAt + Tick })), Rules()));
        Assert.Equal("code_of_another_campaign", Refusal(Sale(Held(code with { Campaign = OtherCampaign })), Rules()));
    }

    [Fact]
    public void A_clicked_code_is_judged_at_the_click_but_a_revocation_before_the_sale_takes_it_away()
    {
        ReferralClick click = Click(Olga, TimeSpan.FromDays(2));

        Assert.Null(Refusal(Sale(clicks: [click with { Code = CodeOf(Olga, expiresAt: SoldAt - TimeSpan.FromDays(1)) }]), Rules()));
        Assert.Equal("code_expired", Refusal(Sale(clicks: [click with { Code = CodeOf(Olga, expiresAt: click.At) }]), Rules()));
        Assert.Equal("code_revoked", Refusal(Sale(clicks: [click with { Code = CodeOf(Olga, revokedAt: SoldAt - TimeSpan.FromDays(1)) }]), Rules()));
        Assert.Equal("code_of_another_campaign", Refusal(Sale(clicks: [click with { Code = CodeOf(Olga) with { Campaign = OtherCampaign } }]), Rules()));
    }

    [Fact]
    public void The_window_of_clicks_includes_its_edge_and_the_moment_of_the_sale()
    {
        Assert.Null(Refusal(Sale(clicks: [Click(Olga, Window)]), Rules()));
        Assert.Equal("click_outside_window", Refusal(Sale(clicks: [Click(Olga, Window + Tick)]), Rules()));
        Assert.Null(Refusal(Sale(clicks: [Click(Olga, TimeSpan.Zero)]), Rules()));
        Assert.Equal("click_after_sale", Refusal(Sale(clicks: [Click(Olga, -Tick)]), Rules()));
    }

    [Fact]
    public void A_campaign_without_a_window_looks_at_no_click()
    {
        Assert.IsType<AttributionDecision.Nobody>(
            ReferralAttribution.Decide(Sale(clicks: [Click(Olga, TimeSpan.Zero)]), Rules(clickWindow: TimeSpan.Zero)));
    }

    [Fact]
    [Trait("Behaviour", "T16")]
    public void A_binding_counts_from_its_moment_to_the_edge_of_its_window()
    {
        TimeSpan year = TimeSpan.FromDays(365);

        Assert.Equal("binding_not_yet_valid", Refusal(Sale(binding: new CustomerBinding(Ivan, null, SoldAt + Tick)), Rules()));
        Assert.Null(Refusal(Sale(binding: new CustomerBinding(Ivan, null, SoldAt)), Rules()));
        Assert.Null(Refusal(Sale(binding: new CustomerBinding(Ivan, null, SoldAt - year)), Rules(bindingWindow: year)));
        Assert.Equal("binding_expired", Refusal(Sale(binding: new CustomerBinding(Ivan, null, SoldAt - year - Tick)), Rules(bindingWindow: year)));
        Assert.Null(Refusal(Sale(binding: new CustomerBinding(Ivan, null, DateTimeOffset.MinValue)), Rules()));
    }

    [Fact]
    public void Nobody_refers_himself_by_any_identity_and_by_any_way()
    {
        ParticipantId[] samePerson = [Buyer, Olga];

        Assert.Equal("self_referral", Refusal(Sale(Held(CodeOf(Olga)), buyer: samePerson), Rules()));
        Assert.Equal("self_referral", Refusal(Sale(binding: BoundTo(Olga), buyer: samePerson), Rules()));
        Assert.Equal("self_referral", Refusal(Sale(clicks: [Click(Olga, TimeSpan.Zero)], buyer: samePerson), Rules()));
        Assert.Equal("self_referral", Refusal(Sale(Held(CodeOf(Olga, employer: Company)), buyer: samePerson), Rules()));
        Assert.Equal("self_referral", Refusal(Sale(Held(CodeOf(Olga, employer: Company)), buyer: [Company]), Rules()));
        Assert.Equal("self_referral", Refusal(Sale(binding: new CustomerBinding(Company, Olga, Start), buyer: samePerson), Rules()));
        Assert.Null(Refusal(Sale(Held(CodeOf(Olga)), buyer: []), Rules()));
    }

    [Fact]
    [Trait("Behaviour", "M5")]
    public void A_campaign_for_new_customers_tells_an_old_customer_from_an_unknown_one()
    {
        AttributionRules rules = Rules(newCustomersOnly: true);

        Assert.Null(Refusal(Sale(Held(CodeOf(Olga)), firstPurchase: true), rules));
        Assert.Equal("customer_not_new", Refusal(Sale(Held(CodeOf(Olga)), firstPurchase: false), rules));
        Assert.Equal("customer_unknown", Refusal(Sale(Held(CodeOf(Olga)), firstPurchase: null), rules));
        Assert.IsType<AttributionDecision.Nobody>(ReferralAttribution.Decide(Sale(firstPurchase: false), rules));
        Assert.Null(Refusal(Sale(Held(CodeOf(Olga)), firstPurchase: false), Rules()));
        Assert.Equal("code_unknown", Refusal(Sale(new CodeOnSale.Useless("code_unknown"), firstPurchase: false), rules));
    }

    [Fact]
    public void A_sale_outside_the_fence_is_outside_the_campaign_whoever_brought_it()
    {
        AttributionRules rules = Rules(fence: new GeoFence([Cell("u4p"), Cell("u4xsu")], unknownPlaceAllowed: false));

        Assert.Null(Refusal(Sale(Held(CodeOf(Olga)), place: Cell("u4pru")), rules));
        Assert.Null(Refusal(Sale(Held(CodeOf(Olga)), place: Cell("u4xsu")), rules));
        Assert.Equal("place_outside_fence", Outside(Sale(Held(CodeOf(Olga)), place: Cell("u4q")), rules));
        Assert.Equal("place_outside_fence", Outside(Sale(place: Cell("u4xsv")), rules));
        Assert.Equal("place_too_coarse", Outside(Sale(place: Cell("u4x")), rules));
        Assert.Equal("place_unknown", Refusal(Sale(Held(CodeOf(Olga))), rules));
    }

    [Fact]
    public void A_fence_may_let_the_unknown_and_the_coarse_pass_but_never_the_outside()
    {
        AttributionRules rules = Rules(fence: new GeoFence([Cell("u4xsu")], unknownPlaceAllowed: true));

        Assert.Null(Refusal(Sale(Held(CodeOf(Olga))), rules));
        Assert.Null(Refusal(Sale(Held(CodeOf(Olga)), place: Cell("u4x")), rules));
        Assert.Equal("place_outside_fence", Outside(Sale(Held(CodeOf(Olga)), place: Cell("u4y")), rules));
    }

    [Fact]
    public void A_sale_without_a_place_is_judged_by_the_place_of_its_click()
    {
        AttributionRules rules = Rules(fence: new GeoFence([Cell("u4p")], unknownPlaceAllowed: false));
        ReferralClick inside = Click(Olga, TimeSpan.FromDays(2), id: 1, place: Cell("u4pru"));
        ReferralClick outside = Click(Ivan, TimeSpan.FromDays(1), id: 2, place: Cell("9q8yy"));
        ReferralClick unknown = Click(Ivan, TimeSpan.FromDays(1), id: 3);

        Assert.Null(Refusal(Sale(clicks: [inside]), rules));
        Assert.Equal("place_outside_fence", Refusal(Sale(clicks: [outside]), rules));
        Assert.Equal("place_unknown", Refusal(Sale(clicks: [unknown]), rules));
        Assert.Null(Refusal(Sale(clicks: [outside], place: Cell("u4pru")), rules));
        Assert.Equal(Olga, Assert.IsType<AttributionDecision.Credited>(ReferralAttribution.Decide(Sale(clicks: [inside, outside]), rules)).Referrer);
    }

    [Fact]
    public void A_fence_and_rules_without_sense_are_bugs_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => new GeoFence([], true));
        Assert.Throws<ArgumentException>(() => new GeoFence([default], true));
        Assert.Throws<ArgumentException>(() => new GeoFence([.. Enumerable.Repeat(Cell("u"), GeoFence.MaxCells + 1)], true));
        Assert.Throws<ArgumentException>(() => new AttributionRules(default, Start, End));
        Assert.Throws<ArgumentException>(() => new AttributionRules(Campaign, Start, Start));
    }

    private static string? Refusal(SaleToAttribute sale, AttributionRules rules) => ReferralAttribution.Decide(sale, rules) switch
    {
        AttributionDecision.Credited => null,
        AttributionDecision.NotCredited refused => refused.Refusal,
        AttributionDecision other => other.ToString(),
    };

    private static string Outside(SaleToAttribute sale, AttributionRules rules) =>
        Assert.IsType<AttributionDecision.OutsideCampaign>(ReferralAttribution.Decide(sale, rules)).Refusal;
}
