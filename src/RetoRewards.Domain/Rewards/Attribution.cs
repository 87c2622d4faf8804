using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Domain.Rewards;

/// <summary>Who brought a sale, and by what.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Referrer">Who; null for nobody.</param>
/// <param name="SelfReferral">Whether a candidate was passed over because it is the buyer.</param>
public readonly record struct Attribution(AttributionKind Kind, ParticipantFacts? Referrer, bool SelfReferral)
{
    /// <summary>Attributes a sale: a code beats a bound customer beats the click that the terms choose.</summary>
    /// <remarks>Nobody refers himself: a bound referrer or a click's owner who is the buyer, or shares its wallet or verified contact, is
    /// passed over. The buyer's own code on the sale ends the search, as any useless code does: somebody meant to credit another.</remarks>
    /// <param name="sale">The sale.</param>
    /// <param name="boundTo">Whom the customer is bound to, with what this run has bound already.</param>
    /// <param name="terms">The terms in force at the sale.</param>
    public static Attribution Find(SaleInContext sale, ParticipantFacts? boundTo, Terms terms)
    {
        ParticipantFacts? buyer = sale.Customer?.Buyer;
        bool self = false;
        if (sale.Code.Owner is { } owner)
        {
            return owner.IsSamePersonAs(buyer)
                ? new Attribution(AttributionKind.None, null, true)
                : new Attribution(AttributionKind.Code, owner, false);
        }

        if (boundTo is not null)
        {
            if (!boundTo.IsSamePersonAs(buyer))
            {
                return new Attribution(AttributionKind.Binding, boundTo, self);
            }

            self = true;
        }

        ClickFacts? click = terms.Clicks == ClickChoice.Last ? sale.LastClick : sale.FirstClick;
        DateTimeOffset soldAt = sale.Sale.SoldAt;
        if (click is not null && click.At <= soldAt && soldAt - click.At <= terms.ClickWindow)
        {
            if (!click.Owner.IsSamePersonAs(buyer))
            {
                return new Attribution(AttributionKind.Click, click.Owner, self);
            }

            self = true;
        }

        return new Attribution(AttributionKind.None, null, self);
    }
}
