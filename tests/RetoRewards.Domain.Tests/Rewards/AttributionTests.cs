using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class AttributionTests
{
    private static readonly DateTimeOffset SoldAt = Scene.Start.AddDays(9);

    [Theory]
    [Trait("Behaviour", "F10")]
    [InlineData(true, true, true, AttributionKind.Code, "Coda")]
    [InlineData(false, true, true, AttributionKind.Binding, "Bea")]
    [InlineData(false, false, true, AttributionKind.Click, "Clio")]
    [InlineData(false, false, false, AttributionKind.None, null)]
    public void A_code_beats_a_binding_beats_a_click(bool code, bool bound, bool click, AttributionKind expected, string? who)
    {
        Scene scene = With(ClickChoice.Last);

        RewardDecision decision = scene.DecideOne(Sale(
            scene,
            code ? CodeFacts.Of(scene.Person("Coda")) : CodeFacts.None,
            Scene.Customer("Kim", boundTo: bound ? scene.Person("Bea") : null),
            last: click ? new ClickFacts(scene.Person("Clio"), SoldAt.AddDays(-1)) : null));

        Assert.Equal(expected, decision.AttributedBy);
        Assert.Equal(who is null ? null : scene.Person(who).Id, decision.Referrer);
    }

    [Fact]
    [Trait("Behaviour", "T21")]
    public void A_customer_whose_card_alone_is_scanned_is_attributed_to_whom_it_is_bound()
    {
        Scene scene = With(ClickChoice.Last);

        RewardDecision decision = scene.DecideOne(Sale(scene, CodeFacts.None, Scene.Customer("Kim", boundTo: scene.Person("Bea"), bought: true)));

        Assert.Equal((AttributionKind.Binding, "1"), (decision.AttributedBy, scene.Earned(decision, "Bea")));
    }

    [Theory]
    [Trait("Behaviour", "F10")]
    [InlineData(ClickChoice.First, "Fay")]
    [InlineData(ClickChoice.Last, "Lou")]
    public void The_terms_choose_the_first_or_the_last_click(ClickChoice choice, string who)
    {
        Scene scene = With(choice);

        RewardDecision decision = scene.DecideOne(Sale(
            scene,
            CodeFacts.None,
            Scene.Customer("Kim"),
            new ClickFacts(scene.Person("Fay"), SoldAt.AddDays(-6)),
            new ClickFacts(scene.Person("Lou"), SoldAt.AddDays(-1))));

        Assert.Equal(scene.Person(who).Id, decision.Referrer);
    }

    [Fact]
    [Trait("Behaviour", "F10")]
    public void A_click_counts_to_the_last_moment_of_its_window_and_not_after_the_sale()
    {
        Scene scene = With(ClickChoice.Last);
        AttributionKind By(DateTimeOffset at) => scene.DecideOne(Sale(
            scene, CodeFacts.None, null, last: new ClickFacts(scene.Person("Clio"), at))).AttributedBy;

        Assert.Equal(AttributionKind.Click, By(SoldAt.AddDays(-7)));
        Assert.Equal(AttributionKind.None, By(SoldAt.AddDays(-7).AddTicks(-1)));
        Assert.Equal(AttributionKind.Click, By(SoldAt));
        Assert.Equal(AttributionKind.None, By(SoldAt.AddTicks(1)));
    }

    [Fact]
    public void A_code_counts_for_its_sale_and_does_not_bind_a_returning_customer_anew()
    {
        Scene scene = With(ClickChoice.Last);
        CustomerFacts kim = Scene.Customer("Kim", boundTo: scene.Person("Bea"), bought: true);

        IReadOnlyList<RewardDecision> decisions = scene.Decide(
            Sale(scene, CodeFacts.Of(scene.Person("Coda")), kim), Sale(scene, CodeFacts.None, kim));

        Assert.Equal([scene.Person("Coda").Id, scene.Person("Bea").Id], decisions.Select(decision => decision.Referrer!.Value));
        Assert.Empty(scene.Running.Bindings);
    }

    [Fact]
    [Trait("Behaviour", "T20")]
    public void The_hold_runs_from_the_later_of_payment_and_delivery()
    {
        Scene scene = new(new Terms(1, Scene.Start, TimeSpan.FromDays(14), TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Scene.Percent(5))]));
        DateTimeOffset? Payable(int paidDays, int deliveredDays)
        {
            SaleInContext sale = scene.Sale(scene.Person("Ann"));
            return scene.DecideOne(new SaleInContext
            {
                EventId = sale.EventId,
                Sale = sale.Sale,
                ReceivedAt = sale.ReceivedAt,
                PaidAt = SoldAt.AddDays(paidDays),
                DeliveredAt = SoldAt.AddDays(deliveredDays),
                Code = sale.Code,
            }).PayableFrom;
        }

        Assert.Equal(SoldAt.AddDays(17), Payable(1, 3));
        Assert.Equal(SoldAt.AddDays(18), Payable(4, 3));
    }

    private static Scene With(ClickChoice choice) =>
        new(new Terms(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Rate.Tokens(TokenAmount.FromTokens(1)))])
        {
            Clicks = choice,
            ClickWindow = TimeSpan.FromDays(7),
        });

    private static SaleInContext Sale(Scene scene, CodeFacts code, CustomerFacts? customer, ClickFacts? first = null, ClickFacts? last = null)
    {
        SaleInContext sale = scene.Sale(soldAt: SoldAt);
        return new SaleInContext
        {
            EventId = sale.EventId,
            Sale = sale.Sale,
            ReceivedAt = sale.ReceivedAt,
            PaidAt = SoldAt,
            DeliveredAt = SoldAt,
            Code = code,
            Customer = customer,
            Clicks = [.. new[] { first, last }.OfType<ClickFacts>().Select((click, index) => click with { Id = new Guid(index + 1, 0, 0, new byte[8]) })],
        };
    }
}
