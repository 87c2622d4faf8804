using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>Why a sale is refused at the door, in a code and a sentence.</summary>
internal static class SaleRefusals
{
    /// <summary>The stable code of <see cref="EventConflict"/>.</summary>
    public const string EventConflictCode = "event_conflict";

    /// <summary>The event id was used before with other content.</summary>
    public static SaleAnswer.Refused EventConflict(string eventId) =>
        new(EventConflictCode, $"The event {eventId} was told before with other content. Use a new event id for a new telling.");

    /// <summary>The sale was decided with other content, which stands.</summary>
    public static SaleAnswer.Refused SaleConflict(string saleNumber, IReadOnlyList<string> differences) => new(
        "content_conflict", $"The sale {saleNumber} is known with other content, which stands. The event is recorded as refused.")
    {
        Differences = differences,
    };

    /// <summary>A moment other than the sale's lies ahead of our clock.</summary>
    public static SaleAnswer.Refused MomentAhead() => new(
        "moment_in_future",
        $"A moment lies more than {SaleCheck.FutureTolerance.TotalMinutes:0} minutes ahead. Check the sender's clock.");

    /// <summary>The sale is larger than the channel may tell of.</summary>
    public static SaleAnswer.Refused AboveChannelLimit() => new(
        "amount_above_channel_limit", "The sale is larger than this channel may tell of. Raise the channel's limit if that is right.");

    /// <summary>The seller is nobody.</summary>
    public static SaleAnswer.Refused SellerUnknown() => new("seller_unknown", "No participant has the id of the seller.");

    /// <summary>Explains the domain's refusal.</summary>
    public static SaleAnswer.Refused Explain(SaleCheckResult.Refused refused)
    {
        string code = refused.Outcome.Code();
        return new SaleAnswer.Refused(code[(code.IndexOf(':', StringComparison.Ordinal) + 1)..], Sentence(refused.Outcome), refused.Line);
    }

    private static string Sentence(Outcome outcome) => outcome switch
    {
        Outcome.NumberInvalid => $"Give the sale a number of 1 to {SaleNumber.MaxLength} plain characters.",
        Outcome.TextInvalid => "A name in the sale is too long or holds control characters.",
        Outcome.SoldInFuture => $"The sale lies more than {SaleCheck.FutureTolerance.TotalMinutes:0} minutes ahead. Check the till's clock.",
        Outcome.CurrencyUnknown => "The currency is no ISO 4217 code.",
        Outcome.CurrencyPlaces => "An amount has more decimal places than its currency.",
        Outcome.LinesMissing => "The sale has no line.",
        Outcome.TooManyLines => $"The sale has more than {SaleCheck.MaxLines} lines.",
        Outcome.AmountZero => "The sale comes to nothing.",
        Outcome.AmountNegative => "An amount is below zero. Send refunds as refunds.",
        Outcome.AmountTooLarge => $"An amount is above {Money.MaxMinorUnits} minor units.",
        Outcome.DiscountTooLarge => "A discount is above what it is taken off.",
        Outcome.QuantityOutOfRange => $"A quantity lies outside 1 to {SaleCheck.MaxQuantity}.",
        _ => "The sale cannot be taken.",
    };
}
