using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>Whether a sale may be rewarded at all, before anybody's share is thought of.</summary>
internal static class Admission
{
    /// <returns>What stands against it; null when nothing does.</returns>
    public static Outcome? Check(Campaign campaign, SaleInContext sale, Terms? terms)
    {
        switch (campaign.State)
        {
            case CampaignState.Closed:
                return Outcome.CampaignClosed;
            case CampaignState.Draft or CampaignState.Funded:
                return Outcome.CampaignNotLive;
            default:
                break;
        }

        DateTimeOffset soldAt = sale.Sale.SoldAt;
        if (soldAt < campaign.StartsAt)
        {
            return Outcome.CampaignNotYetLive;
        }

        if (soldAt >= campaign.EndsAt)
        {
            return Outcome.CampaignNoLongerLive;
        }

        if (terms is null)
        {
            return Outcome.BeforeFirstTerms;
        }

        bool paymentTooLate = sale is { PaymentReceivedAt: { } told, Capture: { } capture }
            && told - capture.At > (campaign.TermsInForce(capture.At) ?? terms).Lateness;
        if (sale.ReceivedAt - soldAt > terms.Lateness || paymentTooLate)
        {
            return Outcome.TooLate;
        }

        if (campaign.State == CampaignState.Paused)
        {
            return Outcome.CampaignPaused;
        }

        if (sale.PaidAt is null)
        {
            return Outcome.PaymentPending;
        }

        return sale.DeliveredAt is null ? Outcome.DeliveryPending : null;
    }
}
