using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Referrals;

/// <summary>Decides who brought a sale: a code on it, else a bound customer, else a click in the window.</summary>
public static class ReferralAttribution
{
    /// <summary>Decides for one sale and one campaign.</summary>
    /// <remarks>
    /// <para>
    /// In this order. 1. The moment of the sale lies in the campaign's time, else the sale is outside it. 2. A known
    /// place of the sale lies in its fence, else it is outside. 3. The code on the sale; one that does not count ends
    /// the search unless the rules look past it. 4. The binding. 5. The clicks, from the end that the rules choose,
    /// until one counts; clicks of one moment in the order of their ids. 6. Whoever was found counts only for a new
    /// customer where the rules say so.
    /// </para>
    /// <para>
    /// A sale without a place (a web shop) is judged by the place of the click that would be credited; a code or a
    /// binding brings no place, so the fence then says whether the unknown is allowed.
    /// </para>
    /// <para>
    /// A code on the sale must be valid at the sale, and a clicked code at the click; either must not have been revoked
    /// by the moment of the sale, since a revocation answers abuse. Nobody refers himself: neither the owner of a code
    /// nor the owner's employer may be the buyer. A seller may be the referrer, and is then credited as both.
    /// </para>
    /// <para>The order in which clicks are handed over makes no difference. The decision lists all that was passed over.</para>
    /// </remarks>
    /// <param name="sale">What is known of the sale.</param>
    /// <param name="rules">What the campaign says.</param>
    /// <exception cref="ArgumentException">More clicks than <see cref="SaleToAttribute.MaxClicks"/>.</exception>
    public static AttributionDecision Decide(SaleToAttribute sale, AttributionRules rules)
    {
        if (sale.Clicks.Count > SaleToAttribute.MaxClicks)
        {
            throw new ArgumentException($"At most {SaleToAttribute.MaxClicks} clicks are looked at.", nameof(sale));
        }

        ParticipantId? seller = sale.Seller is { } served && !sale.Buyer.Contains(served) ? served : null;
        if (RefuseSale(sale, rules) is { } outside)
        {
            return new AttributionDecision.OutsideCampaign(outside) { Seller = seller };
        }

        var passedOver = new List<PassedOver>();
        foreach (Candidate candidate in Candidates(sale, rules))
        {
            string? refusal = candidate.Refusal ?? RefuseAnyone(candidate, sale, rules);
            if (refusal is null)
            {
                return Credit(candidate, sale, rules, passedOver, seller);
            }

            passedOver.Add(new PassedOver(candidate.Source, candidate.ClickId, refusal));
            if (candidate.Source == AttributionSource.Code && !rules.LookPastUselessCode)
            {
                break;
            }
        }

        return passedOver.Count == 0
            ? new AttributionDecision.Nobody { Seller = seller }
            : new AttributionDecision.NotCredited(passedOver[0].Refusal) { PassedOver = passedOver, Seller = seller };
    }

    private static AttributionDecision Credit(
        Candidate candidate, SaleToAttribute sale, AttributionRules rules, List<PassedOver> passedOver, ParticipantId? seller)
    {
        if (rules.NewCustomersOnly && sale.FirstPurchase != true)
        {
            string refusal = sale.FirstPurchase is null ? ReferralRefusals.CustomerUnknown : ReferralRefusals.CustomerNotNew;
            return new AttributionDecision.NotCredited(refusal)
            {
                PassedOver = [.. passedOver, new PassedOver(candidate.Source, candidate.ClickId, refusal)],
                Seller = seller,
            };
        }

        return new AttributionDecision.Credited(candidate.Referrer, candidate.Employee, candidate.Source, candidate.ClickId)
        {
            PassedOver = passedOver,
            Seller = seller,
        };
    }

    private static string? RefuseSale(SaleToAttribute sale, AttributionRules rules)
    {
        if (sale.SoldAt < rules.StartsAt)
        {
            return ReferralRefusals.CampaignNotYetLive;
        }

        if (sale.SoldAt >= rules.EndsAt)
        {
            return ReferralRefusals.CampaignNoLongerLive;
        }

        return sale.Place is null ? null : rules.Fence?.Refuse(sale.Place);
    }

    private static string? RefuseAnyone(Candidate candidate, SaleToAttribute sale, AttributionRules rules)
    {
        bool self = sale.Buyer.Contains(candidate.Referrer) || (candidate.Employee is { } employee && sale.Buyer.Contains(employee));
        return self ? ReferralRefusals.SelfReferral : sale.Place is null ? rules.Fence?.Refuse(candidate.Place) : null;
    }

    private static IEnumerable<Candidate> Candidates(SaleToAttribute sale, AttributionRules rules)
    {
        if (sale.Code is { } code)
        {
            yield return ByCode(code, sale, rules);
        }

        if (sale.Binding is { } binding)
        {
            yield return ByBinding(binding, sale, rules);
        }

        if (rules.ClickWindow == TimeSpan.Zero)
        {
            yield break;
        }

        IEnumerable<ReferralClick> oldestFirst = sale.Clicks.OrderBy(click => click.At).ThenBy(click => click.Id);
        foreach (ReferralClick click in rules.Clicks == ClickChoice.First ? oldestFirst : oldestFirst.Reverse())
        {
            yield return ByClick(click, sale, rules);
        }
    }

    private static Candidate ByCode(CodeOnSale code, SaleToAttribute sale, AttributionRules rules) => code switch
    {
        CodeOnSale.Held { Code: var held } => Candidate.Of(held, AttributionSource.Code) with
        {
            Refusal = RefuseCode(held, sale.SoldAt, sale.SoldAt, rules),
        },
        CodeOnSale.Useless { Refusal: var refusal } => new Candidate(AttributionSource.Code, default, null) { Refusal = refusal },
        _ => throw new InvalidOperationException("A code on a sale that does not exist."),
    };

    private static Candidate ByBinding(CustomerBinding binding, SaleToAttribute sale, AttributionRules rules) =>
        new(AttributionSource.Binding, binding.Referrer, binding.Employee)
        {
            Refusal = sale.SoldAt < binding.From ? ReferralRefusals.BindingNotYetValid
                : sale.SoldAt - binding.From > rules.BindingWindow ? ReferralRefusals.BindingExpired
                : null,
        };

    private static Candidate ByClick(ReferralClick click, SaleToAttribute sale, AttributionRules rules) =>
        Candidate.Of(click.Code, AttributionSource.Click) with
        {
            ClickId = click.Id,
            Place = click.Place,
            Refusal = click.At > sale.SoldAt ? ReferralRefusals.ClickAfterSale
                : sale.SoldAt - click.At > rules.ClickWindow ? ReferralRefusals.ClickOutsideWindow
                : click.ByBot ? ReferralRefusals.ClickByBot
                : RefuseCode(click.Code, click.At, sale.SoldAt, rules),
        };

    private static string? RefuseCode(IssuedCode code, DateTimeOffset usedAt, DateTimeOffset soldAt, AttributionRules rules)
    {
        if (code.Campaign != rules.Campaign)
        {
            return ReferralRefusals.CodeOfAnotherCampaign;
        }

        if (code.RevokedAt <= soldAt)
        {
            return ReferralRefusals.CodeRevoked;
        }

        if (usedAt < code.ValidFrom)
        {
            return ReferralRefusals.CodeNotYetValid;
        }

        return code.ExpiresAt <= usedAt ? ReferralRefusals.CodeExpired : null;
    }

    private sealed record Candidate(AttributionSource Source, ParticipantId Referrer, ParticipantId? Employee)
    {
        public Guid? ClickId { get; init; }

        public GeoCell? Place { get; init; }

        public string? Refusal { get; init; }

        public static Candidate Of(IssuedCode code, AttributionSource source) =>
            code.Employer is { } employer ? new Candidate(source, employer, code.Owner) : new Candidate(source, code.Owner, null);
    }
}
