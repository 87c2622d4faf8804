using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Rewards;

/// <summary>Puts a payment of a sale into the form in which the domain decides it.</summary>
internal static class SaleContexts
{
    /// <param name="one">The sale.</param>
    /// <param name="terms">The terms of its campaign that are in force at its moment; null when none are.</param>
    /// <param name="ordinal">Which of its payments, from 0.</param>
    /// <param name="people">The people behind it.</param>
    /// <param name="customer">What is known of the customer, where that is not what is stored.</param>
    public static SaleInContext Of(SaleCase one, Terms? terms, int ordinal, People people, CustomerFacts? customer = null)
    {
        ToldPayment? payment = ordinal < one.Payments.Count ? one.Payments[ordinal] : null;
        return new SaleInContext
        {
            EventId = one.CarrierOf(ordinal)!.SaleEventId,
            Sale = one.Sale,
            ReceivedAt = one.Told!.ReceivedAt,
            PaidAt = one.Row.PaidAt ?? payment?.Row.PaidAt,
            DeliveredAt = one.DeliveredAt,
            Capture = one.CaptureOf(ordinal),
            PromisedBefore = one.Decided.Values.SelectMany(capture => capture.Rewards)
                .Aggregate(TokenAmount.Zero, (sum, reward) => sum + reward.Promised),
            ContinuesFirstPurchase = one.Decided.Values.Any(capture => capture.Decision.FirstPurchase),
            PaymentReceivedAt = payment?.Event.ReceivedAt,
            Code = people.OfCode(one.Row),
            Clicks = people.ClicksOf(one.Row, one.Campaign, terms),
            ClickAltered = people.ClickAltered(one.Row),
            Customer = customer ?? people.OfCustomer(one.Row.CustomerId),
            Seller = people.OfSeller(one.Row),
            InactiveUplines = one.InactiveUplines,
        };
    }

    /// <summary>The payments of a sale that nobody has decided yet.</summary>
    public static IEnumerable<int> Undecided(SaleCase one)
    {
        int count = one.Told is null ? 0 : Math.Max(1, one.Payments.Count);
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            if (one.CarrierOf(ordinal)!.Outcome is not { } outcome || !outcome.IsTerminal())
            {
                yield return ordinal;
            }
        }
    }
}
