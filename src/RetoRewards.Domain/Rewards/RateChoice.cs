using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>Which rate of a rule fits: the most specific whose every named dimension matches.</summary>
internal static class RateChoice
{
    /// <returns>The index in the rule's order, most specific first; -1 when none fits.</returns>
    public static int Pick(Rule rule, Deliberation sale, ParticipantFacts recipient, in SaleLine line)
    {
        ReadOnlySpan<RateEntry> rates = rule.SortedRates;
        for (int index = 0; index < rates.Length; index++)
        {
            if (Fits(rates[index].Scope, sale, recipient, line))
            {
                return index;
            }
        }

        return -1;
    }

    private static bool Fits(Scope scope, Deliberation sale, ParticipantFacts recipient, in SaleLine line)
    {
        ScopeDimensions named = scope.Dimensions;
        return named == ScopeDimensions.None
            || (FitsLine(scope, named, line) && FitsPeople(scope, named, sale, recipient) && FitsSale(scope, named, sale));
    }

    private static bool FitsLine(Scope scope, ScopeDimensions named, in SaleLine line) =>
        (!named.HasFlag(ScopeDimensions.Sku) || string.Equals(scope.Sku, line.Sku, StringComparison.Ordinal))
        && (!named.HasFlag(ScopeDimensions.ProductType) || string.Equals(scope.ProductType, line.ProductType, StringComparison.Ordinal));

    private static bool FitsPeople(Scope scope, ScopeDimensions named, Deliberation sale, ParticipantFacts recipient) =>
        (!named.HasFlag(ScopeDimensions.Customer) || scope.Customer == sale.Context.Customer?.Id)
        && (!named.HasFlag(ScopeDimensions.Vip) || scope.Vip == (sale.Context.Customer?.Vip ?? false))
        && (!named.HasFlag(ScopeDimensions.NewCustomer) || scope.NewCustomer == sale.IsNew)
        && (!named.HasFlag(ScopeDimensions.Group) || string.Equals(scope.Group, recipient.Group, StringComparison.Ordinal))
        && (!named.HasFlag(ScopeDimensions.ReferrerKind) || scope.ReferrerKind == sale.Attribution.Referrer?.Kind);

    // A sale is no feedback, so a rate for one polarity never fits it.
    private static bool FitsSale(Scope scope, ScopeDimensions named, Deliberation sale) =>
        !named.HasFlag(ScopeDimensions.Polarity)
        && (!named.HasFlag(ScopeDimensions.Channel) || scope.Channel == sale.Context.Sale.Channel)
        && (!named.HasFlag(ScopeDimensions.Place)
            || (sale.Context.Sale.Place?.StartsWith(scope.Place!, StringComparison.Ordinal) ?? false));
}
