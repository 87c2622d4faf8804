namespace RetoRewards.Domain.Sales;

/// <summary>The closed list of what becomes of an event: each ends in exactly one (N5).</summary>
/// <remarks>Codes are stable: <see cref="Outcomes.Code"/>.</remarks>
public enum Outcome
{
    /// <summary>Rewards were promised and reserved.</summary>
    Rewarded,

    /// <summary>The sale or a line comes to nothing.</summary>
    AmountZero,

    /// <summary>An amount is below zero.</summary>
    AmountNegative,

    /// <summary>An amount is above the bound.</summary>
    AmountTooLarge,

    /// <summary>A discount is above what it is taken off.</summary>
    DiscountTooLarge,

    /// <summary>A quantity is below one or above the bound.</summary>
    QuantityOutOfRange,

    /// <summary>The currency is in no list.</summary>
    CurrencyUnknown,

    /// <summary>An amount has more places than the currency.</summary>
    CurrencyPlaces,

    /// <summary>The moment of the sale lies ahead, beyond the tolerance.</summary>
    SoldInFuture,

    /// <summary>The sale has no line.</summary>
    LinesMissing,

    /// <summary>The sale has more lines than the bound.</summary>
    TooManyLines,

    /// <summary>The sale's number is missing, too long or not plain text.</summary>
    NumberInvalid,

    /// <summary>A name in the sale is too long or holds control characters.</summary>
    TextInvalid,

    /// <summary>A row of a file could not be read.</summary>
    RowMalformed,

    /// <summary>An entry of the books, such as a bad debt, that is no sale.</summary>
    NotASale,

    /// <summary>The sale names no customer where the channel needs one.</summary>
    CustomerMissing,

    /// <summary>The number is known with other content.</summary>
    ContentConflict,

    /// <summary>A cancellation or refund names no sale that is known or can still come.</summary>
    CancellationWithoutSale,

    /// <summary>A payment, a delivery or a feedback names a sale that has not come for as long as such an event waits.</summary>
    SaleUnknown,

    /// <summary>No campaign of this partner has that id.</summary>
    CampaignUnknown,

    /// <summary>The campaign has not been launched.</summary>
    CampaignNotLive,

    /// <summary>The campaign is closed.</summary>
    CampaignClosed,

    /// <summary>The sale was made before the campaign started.</summary>
    CampaignNotYetLive,

    /// <summary>The sale was made when the campaign was over.</summary>
    CampaignNoLongerLive,

    /// <summary>The sale is older than the first terms reach.</summary>
    BeforeFirstTerms,

    /// <summary>The sale arrived later after its moment than its terms allow.</summary>
    TooLate,

    /// <summary>The code on the sale is nobody's.</summary>
    CodeUnknown,

    /// <summary>The code on the sale belongs to another campaign.</summary>
    CodeOfAnotherCampaign,

    /// <summary>The code was used before it was valid.</summary>
    CodeNotYetValid,

    /// <summary>The code was used after its last moment.</summary>
    CodeExpired,

    /// <summary>The code had been withdrawn by the moment of the sale.</summary>
    CodeRevoked,

    /// <summary>The sale was made where the campaign does not run.</summary>
    PlaceOutsideFence,

    /// <summary>The campaign runs in certain places, and the place of the sale is not known.</summary>
    PlaceUnknown,

    /// <summary>The place of the sale is known too coarsely to tell whether the campaign runs there.</summary>
    PlaceTooCoarse,

    /// <summary>The customer was bound to a referrer only after the sale.</summary>
    BindingNotYetValid,

    /// <summary>The customer was bound to a referrer too long ago.</summary>
    BindingExpired,

    /// <summary>The link was followed only after the sale.</summary>
    ClickAfterSale,

    /// <summary>The link was followed too long before the sale.</summary>
    ClickOutsideWindow,

    /// <summary>The link was followed by a program.</summary>
    ClickByBot,

    /// <summary>The click that the sale names was never given out.</summary>
    ClickAltered,

    /// <summary>The campaign credits referrers for new customers only, and this one had bought before.</summary>
    CustomerNotNew,

    /// <summary>The campaign credits referrers for new customers only, and the sale names no customer.</summary>
    CustomerUnknown,

    /// <summary>Nobody referred the customer, and no rule pays anyone else.</summary>
    NoReferrer,

    /// <summary>The referrer is the buyer.</summary>
    SelfReferral,

    /// <summary>No rule of the terms pays anyone for this sale.</summary>
    NoRuleApplies,

    /// <summary>Every reward rounds down to nothing.</summary>
    AmountTooSmall,

    /// <summary>The limits leave nothing.</summary>
    LimitReached,

    /// <summary>The budget does not hold the rewards.</summary>
    BudgetExhausted,

    /// <summary>The sale was cancelled before it earned.</summary>
    SaleCancelled,

    /// <summary>This author, threshold or period was rewarded before.</summary>
    AlreadyRewarded,

    /// <summary>The sale is not paid yet.</summary>
    PaymentPending,

    /// <summary>The sale is not delivered yet.</summary>
    DeliveryPending,

    /// <summary>No conversion rate is known.</summary>
    RateMissing,

    /// <summary>The rewards wait for a top-up.</summary>
    BudgetPending,

    /// <summary>The campaign is paused.</summary>
    CampaignPaused,

    /// <summary>The event speaks of a sale that has not arrived.</summary>
    SaleMissing,

    /// <summary>A fingerprint is taken by another reward; a person decides.</summary>
    FingerprintCollision,

    /// <summary>Attributed and counted; the terms pay nothing for it by choice.</summary>
    Measured,

    /// <summary>A later version of the sale took its place.</summary>
    Superseded,

    /// <summary>A payment was noted.</summary>
    PaymentNoted,

    /// <summary>A delivery was noted.</summary>
    DeliveryNoted,

    /// <summary>A refund was applied to the rewards of its sale.</summary>
    RefundApplied,

    /// <summary>A cancellation was applied to the rewards of its sale.</summary>
    CancellationApplied,
}
