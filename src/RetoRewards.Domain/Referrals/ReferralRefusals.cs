namespace RetoRewards.Domain.Referrals;

/// <summary>The stable machine codes of every refusal that codes, links and attribution can give.</summary>
/// <remarks>
/// They appear in answers of the API, in webhooks and in stored outcomes, so a published one is never renamed.
/// <see cref="CodeUnknown"/> is given by whoever looked the code up; everything else is decided in this namespace.
/// </remarks>
public static class ReferralRefusals
{
    /// <summary>What was typed cannot be a code at all: wrong length, or a character that no code contains.</summary>
    public const string CodeMalformed = "code_malformed";

    /// <summary>The shape is right and the check character is not: somebody mistyped or misheard a code.</summary>
    public const string CodeCheckFailed = "code_check_failed";

    /// <summary>A well-formed code that nobody was ever given.</summary>
    public const string CodeUnknown = "code_unknown";

    /// <summary>The code belongs to another campaign.</summary>
    public const string CodeOfAnotherCampaign = "code_of_another_campaign";

    /// <summary>The code was used before it was valid.</summary>
    public const string CodeNotYetValid = "code_not_yet_valid";

    /// <summary>The code was used after its last day.</summary>
    public const string CodeExpired = "code_expired";

    /// <summary>The code had been withdrawn by the time of the sale.</summary>
    public const string CodeRevoked = "code_revoked";

    /// <summary>A promo code without a single letter.</summary>
    public const string PromoCodeNoLetter = "promo_code_no_letter";

    /// <summary>A promo code that the service keeps for itself.</summary>
    public const string PromoCodeReserved = "promo_code_reserved";

    /// <summary>A promo code that could be taken for a generated code.</summary>
    public const string PromoCodeLooksGenerated = "promo_code_looks_generated";

    /// <summary>Coordinates that are no decimal numbers.</summary>
    public const string CoordinatesMalformed = "coordinates_malformed";

    /// <summary>A latitude beyond a pole or a longitude beyond 180 degrees.</summary>
    public const string CoordinatesOutOfRange = "coordinates_out_of_range";

    /// <summary>The geotag of a link has no readable form.</summary>
    public const string GeotagMalformed = "geotag_malformed";

    /// <summary>The geotag of a link was not issued for this code and this cell: something was changed.</summary>
    public const string GeotagAltered = "geotag_altered";

    /// <summary>The sale happened before the campaign started.</summary>
    public const string CampaignNotYetLive = "campaign_not_yet_live";

    /// <summary>The sale happened when the campaign was over.</summary>
    public const string CampaignNoLongerLive = "campaign_no_longer_live";

    /// <summary>The sale happened where the campaign does not run.</summary>
    public const string PlaceOutsideFence = "place_outside_fence";

    /// <summary>The campaign runs in certain places only and the place of the sale is not known.</summary>
    public const string PlaceUnknown = "place_unknown";

    /// <summary>The place of the sale is known too coarsely to tell whether the campaign runs there.</summary>
    public const string PlaceTooCoarse = "place_too_coarse";

    /// <summary>The buyer would be rewarded for referring himself.</summary>
    public const string SelfReferral = "self_referral";

    /// <summary>The customer was bound to the referrer only after the sale.</summary>
    public const string BindingNotYetValid = "binding_not_yet_valid";

    /// <summary>The customer was bound too long ago.</summary>
    public const string BindingExpired = "binding_expired";

    /// <summary>The click came after the sale.</summary>
    public const string ClickAfterSale = "click_after_sale";

    /// <summary>The click came longer before the sale than the campaign counts.</summary>
    public const string ClickOutsideWindow = "click_outside_window";

    /// <summary>The click was a program's.</summary>
    public const string ClickByBot = "click_by_bot";

    /// <summary>The click that the sale names was never given out by this service: something was changed.</summary>
    public const string ClickAltered = "click_altered";

    /// <summary>The campaign rewards new customers only, and this one had bought before.</summary>
    public const string CustomerNotNew = "customer_not_new";

    /// <summary>The campaign rewards new customers only, and nobody can tell whether this one is.</summary>
    public const string CustomerUnknown = "customer_unknown";
}
