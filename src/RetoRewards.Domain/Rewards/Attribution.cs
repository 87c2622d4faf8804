using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Rewards;

/// <summary>Who brought a sale, and by what, with the facts that rewards need of them.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Referrer">Who; null for nobody.</param>
public readonly record struct Attribution(AttributionKind Kind, ParticipantFacts? Referrer)
{
    /// <summary>The referrer's employee, who is credited beside it; null for none (T15).</summary>
    public ParticipantFacts? Employee { get; init; }

    /// <summary>The click that was credited; null for none.</summary>
    public Guid? ClickId { get; init; }

    /// <summary>Why the strongest pointer to a referrer did not count; null when nothing was passed over.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether the campaign does not take the sale at all, for <see cref="Refusal"/>.</summary>
    public bool IsOutside { get; init; }

    /// <summary>Asks <see cref="ReferralAttribution"/>, which decides, and finds the people again whom it names.</summary>
    /// <param name="sale">The sale.</param>
    /// <param name="bound">Whom the customer is bound to, with what this run has bound already.</param>
    /// <param name="isNew">Whether it is the customer's first purchase; meaningless without a customer.</param>
    /// <param name="rules">What the campaign says.</param>
    internal static Attribution Find(SaleInContext sale, Bound bound, bool isNew, AttributionRules rules)
    {
        if (!sale.Code.Given && bound.Referrer is null && sale.Clicks.Count == 0 && rules.Fence is null)
        {
            return new Attribution(AttributionKind.None, null) { Refusal = sale.ClickAltered ? ReferralRefusals.ClickAltered : null };
        }

        AttributionDecision decision = ReferralAttribution.Decide(ToAttribute(sale, bound, isNew, rules), rules);
        return decision switch
        {
            AttributionDecision.Credited credited => Credit(credited, sale, bound),
            AttributionDecision.NotCredited refused => new Attribution(AttributionKind.None, null) { Refusal = refused.Refusal },
            AttributionDecision.OutsideCampaign outside =>
                new Attribution(AttributionKind.None, null) { Refusal = outside.Refusal, IsOutside = true },
            _ => new Attribution(AttributionKind.None, null) { Refusal = sale.ClickAltered ? ReferralRefusals.ClickAltered : null },
        };
    }

    /// <summary>The rules of one version of terms.</summary>
    internal static AttributionRules RulesOf(Campaign campaign, Terms terms) => new(campaign.Id, campaign.StartsAt, campaign.EndsAt)
    {
        Clicks = terms.Clicks,
        ClickWindow = terms.ClickWindow,
        BindingWindow = terms.Attribution.BindingWindow,
        Fence = terms.Attribution.Fence,
        NewCustomersOnly = terms.Attribution.NewCustomersOnly,
        LookPastUselessCode = terms.Attribution.LookPastUselessCode,
    };

    private static SaleToAttribute ToAttribute(SaleInContext sale, Bound bound, bool isNew, AttributionRules rules)
    {
        bool placed = rules.Fence is not null && GeoCell.TryParse(sale.Sale.Place, out _);
        return new SaleToAttribute
        {
            SoldAt = sale.Sale.SoldAt,
            Place = placed && GeoCell.TryParse(sale.Sale.Place, out GeoCell cell) ? cell : null,
            Buyer = sale.Customer?.Buyer is { } buyer ? SamePerson(buyer, sale, bound) : [],
            FirstPurchase = sale.Customer is null ? null : isNew,
            Code = CodeOf(sale.Code, sale.Sale.SoldAt, rules.Campaign),
            Binding = bound.Referrer is { } referrer ? new CustomerBinding(referrer.Id, bound.Employee?.Id, From(bound, sale)) : null,
            Clicks = sale.Clicks.Count == 0 ? [] : [.. sale.Clicks.Select(click => Click(click, rules.Campaign))],
        };
    }

    // Everyone in sight who is the buyer under another account: the same wallet, or the same verified contact.
    private static List<ParticipantId> SamePerson(ParticipantFacts buyer, SaleInContext sale, Bound bound)
    {
        List<ParticipantId> same = [buyer.Id];
        AddIfSame(sale.Code.Owner);
        AddIfSame(sale.Code.Employee);
        AddIfSame(bound.Referrer);
        AddIfSame(bound.Employee);
        foreach (ClickFacts click in sale.Clicks)
        {
            AddIfSame(click.Owner);
            AddIfSame(click.Employee);
        }

        return same;

        void AddIfSame(ParticipantFacts? other)
        {
            if (other is not null && other.IsSamePersonAs(buyer))
            {
                same.Add(other.Id);
            }
        }
    }

    private static CodeOnSale? CodeOf(CodeFacts code, DateTimeOffset soldAt, CampaignId campaign) =>
        !code.Given ? null
        : code.Owner is not { } owner ? new CodeOnSale.Useless(ReferralRefusals.CodeUnknown)
        : new CodeOnSale.Held(code.Code ?? Issued(owner, code.Employee, soldAt, campaign));

    private static ReferralClick Click(ClickFacts click, CampaignId campaign) =>
        new(click.Id, click.At, click.Code ?? Issued(click.Owner, click.Employee, click.At, campaign), click.ByBot, click.Place);

    private static IssuedCode Issued(ParticipantFacts credited, ParticipantFacts? employee, DateTimeOffset at, CampaignId campaign) =>
        new(campaign, (employee ?? credited).Id, employee is null ? null : credited.Id, at);

    private static DateTimeOffset From(Bound bound, SaleInContext sale)
    {
        DateTimeOffset from = bound.From ?? sale.Sale.SoldAt;
        return bound.ByHand || from < sale.Sale.SoldAt ? from : sale.Sale.SoldAt;
    }

    private static Attribution Credit(AttributionDecision.Credited credited, SaleInContext sale, Bound bound)
    {
        (AttributionKind kind, ParticipantFacts referrer, ParticipantFacts? employee) = credited.Source switch
        {
            AttributionSource.Code => (AttributionKind.Code, sale.Code.Owner!, sale.Code.Employee),
            AttributionSource.Binding => (AttributionKind.Binding, bound.Referrer!, bound.Employee),
            AttributionSource.Click when sale.Clicks.First(click => click.Id == credited.ClickId) is { } click =>
                (AttributionKind.Click, click.Owner, click.Employee),
            _ => throw new InvalidOperationException("A source that does not exist."),
        };
        return new Attribution(kind, referrer)
        {
            Employee = employee,
            ClickId = credited.ClickId,
            Refusal = credited.PassedOver.Count > 0 ? credited.PassedOver[0].Refusal : null,
        };
    }
}
