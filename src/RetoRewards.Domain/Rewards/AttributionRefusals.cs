using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>Which outcome a sale has that earns nothing because whoever was pointed to is not credited.</summary>
/// <remarks>Decision 0030: the mapping is one to one, so that every refusal is told apart by the outcome's code.</remarks>
public static class AttributionRefusals
{
    /// <summary>The outcome of a refusal.</summary>
    /// <param name="refusal">One of <see cref="ReferralRefusals"/> that attribution gives.</param>
    /// <exception cref="ArgumentOutOfRangeException">Attribution gives no such refusal.</exception>
    public static Outcome Outcome(string refusal) => refusal switch
    {
        // A text that is no code is refused at the door; one that got past it is nobody's.
        ReferralRefusals.CodeUnknown or ReferralRefusals.CodeMalformed or ReferralRefusals.CodeCheckFailed => Sales.Outcome.CodeUnknown,
        ReferralRefusals.CodeOfAnotherCampaign => Sales.Outcome.CodeOfAnotherCampaign,
        ReferralRefusals.CodeNotYetValid => Sales.Outcome.CodeNotYetValid,
        ReferralRefusals.CodeExpired => Sales.Outcome.CodeExpired,
        ReferralRefusals.CodeRevoked => Sales.Outcome.CodeRevoked,
        ReferralRefusals.CampaignNotYetLive => Sales.Outcome.CampaignNotYetLive,
        ReferralRefusals.CampaignNoLongerLive => Sales.Outcome.CampaignNoLongerLive,
        ReferralRefusals.PlaceOutsideFence => Sales.Outcome.PlaceOutsideFence,
        ReferralRefusals.PlaceUnknown => Sales.Outcome.PlaceUnknown,
        ReferralRefusals.PlaceTooCoarse => Sales.Outcome.PlaceTooCoarse,
        ReferralRefusals.SelfReferral => Sales.Outcome.SelfReferral,
        ReferralRefusals.BindingNotYetValid => Sales.Outcome.BindingNotYetValid,
        ReferralRefusals.BindingExpired => Sales.Outcome.BindingExpired,
        ReferralRefusals.ClickAfterSale => Sales.Outcome.ClickAfterSale,
        ReferralRefusals.ClickOutsideWindow => Sales.Outcome.ClickOutsideWindow,
        ReferralRefusals.ClickByBot => Sales.Outcome.ClickByBot,
        ReferralRefusals.ClickAltered => Sales.Outcome.ClickAltered,
        ReferralRefusals.CustomerNotNew => Sales.Outcome.CustomerNotNew,
        ReferralRefusals.CustomerUnknown => Sales.Outcome.CustomerUnknown,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Attribution gives no such refusal."),
    };
}
