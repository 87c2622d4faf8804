using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;

namespace RetoRewards.Sales;

/// <summary>Why a code on a sale is not taken, in a code and a sentence.</summary>
internal static class CodeRefusals
{
    /// <summary>Explains a reading that gave no code.</summary>
    public static SaleAnswer.Refused Explain(string refusal) => new(refusal, refusal switch
    {
        ReferralRefusals.CodeCheckFailed => "The code was mistyped: its check character does not fit. Compare it with the original.",
        ReferralRefusals.CodeMalformed => "This is no referral code: one has ten letters and digits, a promo code 4 to 24.",
        _ => "The code cannot be used.",
    });

    /// <summary>Refuses a code that is not this partner's, or whose campaign is closed; null when there is nothing to refuse.</summary>
    /// <remarks>Another partner's code is as unknown as one that was never issued.</remarks>
    public static SaleAnswer.Refused? OfCampaign(
        PartnerId partner, string? code, Dictionary<(PartnerId Partner, string Code), CampaignState> campaigns)
    {
        if (code is null)
        {
            return null;
        }

        if (!campaigns.TryGetValue((partner, code), out CampaignState state))
        {
            return new SaleAnswer.Refused(ReferralRefusals.CodeUnknown, "Nobody holds this code. Ask the customer for the code again.");
        }

        return state == CampaignState.Closed
            ? new SaleAnswer.Refused("campaign_closed", "The campaign of this code is closed and rewards no more sales.")
            : null;
    }
}
