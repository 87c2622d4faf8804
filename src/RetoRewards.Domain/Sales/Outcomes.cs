namespace RetoRewards.Domain.Sales;

/// <summary>The stable codes of the outcomes, and which way each goes.</summary>
public static class Outcomes
{
    /// <summary>Every outcome there is.</summary>
    public static IReadOnlyList<Outcome> All { get; } = Enum.GetValues<Outcome>();

    /// <summary>The code of an outcome: <c>rewarded</c>, or its way, a colon and the reason, in snake case.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The outcome is none of the list.</exception>
    public static string Code(this Outcome outcome) => outcome switch
    {
        Outcome.Rewarded => "rewarded",
        Outcome.AmountZero => "refused:amount_zero",
        Outcome.AmountNegative => "refused:amount_negative",
        Outcome.AmountTooLarge => "refused:amount_too_large",
        Outcome.DiscountTooLarge => "refused:discount_too_large",
        Outcome.QuantityOutOfRange => "refused:quantity_out_of_range",
        Outcome.CurrencyUnknown => "refused:currency_unknown",
        Outcome.CurrencyPlaces => "refused:currency_places",
        Outcome.SoldInFuture => "refused:sold_in_future",
        Outcome.LinesMissing => "refused:lines_missing",
        Outcome.TooManyLines => "refused:too_many_lines",
        Outcome.NumberInvalid => "refused:number_invalid",
        Outcome.TextInvalid => "refused:text_invalid",
        Outcome.RowMalformed => "refused:row_malformed",
        Outcome.NotASale => "refused:not_a_sale",
        Outcome.CustomerMissing => "refused:customer_missing",
        Outcome.ContentConflict => "refused:content_conflict",
        Outcome.CancellationWithoutSale => "refused:cancellation_without_sale",
        Outcome.SaleUnknown => "refused:sale_unknown",
        Outcome.CampaignUnknown => "refused:campaign_unknown",
        Outcome.CampaignNotLive => "refused:campaign_not_live",
        Outcome.CampaignClosed => "refused:campaign_closed",
        Outcome.CampaignNotYetLive => "refused:campaign_not_yet_live",
        Outcome.CampaignNoLongerLive => "refused:campaign_no_longer_live",
        Outcome.BeforeFirstTerms => "refused:before_first_terms",
        Outcome.TooLate => "refused:too_late",
        Outcome.CodeUnknown => "refused:code_unknown",
        Outcome.CodeOfAnotherCampaign => "refused:code_of_another_campaign",
        Outcome.CodeNotYetValid => "refused:code_not_yet_valid",
        Outcome.CodeExpired => "refused:code_expired",
        Outcome.CodeRevoked => "refused:code_revoked",
        Outcome.PlaceOutsideFence => "refused:place_outside_fence",
        Outcome.PlaceUnknown => "refused:place_unknown",
        Outcome.PlaceTooCoarse => "refused:place_too_coarse",
        Outcome.BindingNotYetValid => "refused:binding_not_yet_valid",
        Outcome.BindingExpired => "refused:binding_expired",
        Outcome.ClickAfterSale => "refused:click_after_sale",
        Outcome.ClickOutsideWindow => "refused:click_outside_window",
        Outcome.ClickByBot => "refused:click_by_bot",
        Outcome.ClickAltered => "refused:click_altered",
        Outcome.CustomerNotNew => "refused:customer_not_new",
        Outcome.CustomerUnknown => "refused:customer_unknown",
        Outcome.NoReferrer => "refused:no_referrer",
        Outcome.SelfReferral => "refused:self_referral",
        Outcome.NoRuleApplies => "refused:no_rule_applies",
        Outcome.AmountTooSmall => "refused:amount_too_small",
        Outcome.LimitReached => "refused:limit_reached",
        Outcome.BudgetExhausted => "refused:budget_exhausted",
        Outcome.SaleCancelled => "refused:sale_cancelled",
        Outcome.AlreadyRewarded => "refused:already_rewarded",
        Outcome.PaymentPending => "waiting:payment",
        Outcome.DeliveryPending => "waiting:delivery",
        Outcome.RateMissing => "waiting:rate_missing",
        Outcome.BudgetPending => "waiting:budget",
        Outcome.CampaignPaused => "waiting:campaign_paused",
        Outcome.SaleMissing => "waiting:sale_missing",
        Outcome.FingerprintCollision => "waiting:fingerprint_collision",
        Outcome.Measured => "recorded:measured",
        Outcome.Superseded => "recorded:superseded",
        Outcome.PaymentNoted => "recorded:payment",
        Outcome.DeliveryNoted => "recorded:delivery",
        Outcome.RefundApplied => "recorded:refund",
        Outcome.CancellationApplied => "recorded:cancellation",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No such outcome."),
    };

    /// <summary>Which way an outcome goes.</summary>
    public static OutcomeKind Kind(this Outcome outcome) => outcome switch
    {
        Outcome.Rewarded => OutcomeKind.Rewarded,
        >= Outcome.PaymentPending and <= Outcome.FingerprintCollision => OutcomeKind.Waiting,
        >= Outcome.Measured => OutcomeKind.Recorded,
        _ => OutcomeKind.Refused,
    };

    /// <summary>True when the event is done with: everything but waiting.</summary>
    public static bool IsTerminal(this Outcome outcome) => outcome.Kind() != OutcomeKind.Waiting;
}
