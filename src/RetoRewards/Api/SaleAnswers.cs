using System.Globalization;
using System.Text.Json;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>What a channel is told about an event at once; the rewards follow.</summary>
/// <param name="SaleId">The sale; null while it has not arrived, and then the event waits for it.</param>
/// <param name="SaleEventId">The telling.</param>
/// <param name="Outcome">What became of it so far; null while it waits to be decided.</param>
internal sealed record SaleTakenAnswer(Guid? SaleId, Guid SaleEventId, string? Outcome);

/// <summary>The answers to many sales or events, in their order.</summary>
/// <param name="Items">One for each.</param>
internal sealed record BulkSalesAnswer(IReadOnlyList<BulkSaleAnswer> Items);

/// <summary>The answer to one of many.</summary>
/// <param name="EventId">The channel's own id of the telling, as it was given.</param>
/// <param name="Status">recorded, repeated or refused.</param>
/// <param name="SaleId">The sale; null when refused, or while it has not arrived.</param>
/// <param name="SaleEventId">The telling; null when refused.</param>
/// <param name="Outcome">What became of it so far; null while it waits to be decided.</param>
/// <param name="Code">Why it was refused, for machines.</param>
/// <param name="Detail">Why it was refused, for people.</param>
/// <param name="Line">The line at fault, from 0.</param>
internal sealed record BulkSaleAnswer(
    string? EventId, string Status, Guid? SaleId, Guid? SaleEventId, string? Outcome, string? Code, string? Detail, int? Line)
{
    public static BulkSaleAnswer Of(string? eventId, SaleAnswer answer) => answer switch
    {
        SaleAnswer.Recorded recorded => new BulkSaleAnswer(
            eventId, "recorded", recorded.SaleId?.Value, recorded.SaleEventId.Value, recorded.Outcome?.Code(), null, null, null),
        SaleAnswer.Repeated repeated => new BulkSaleAnswer(
            eventId, "repeated", repeated.SaleId?.Value, repeated.SaleEventId.Value, repeated.Outcome?.Code(), null, null, null),
        SaleAnswer.Refused refused => new BulkSaleAnswer(eventId, "refused", null, null, null, refused.Code, refused.Sentence, refused.Line),
        _ => throw new InvalidOperationException("No such answer."),
    };
}

/// <summary>A sale in a list.</summary>
/// <param name="SaleId">Its id.</param>
/// <param name="PartnerId">Whose sale.</param>
/// <param name="ChannelId">Who told first.</param>
/// <param name="SaleNumber">The partner's own number.</param>
/// <param name="SoldAt">Its moment.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Total">What its lines came to, as a decimal string.</param>
/// <param name="CustomerId">The buyer; null when not known.</param>
/// <param name="Code">The referral code on it; null without one.</param>
internal sealed record SaleSummaryAnswer(
    Guid SaleId,
    Guid PartnerId,
    Guid ChannelId,
    string SaleNumber,
    DateTimeOffset SoldAt,
    string Currency,
    string Total,
    Guid? CustomerId,
    string? Code)
{
    public static SaleSummaryAnswer Of(SaleRow row) => new(
        row.SaleId.Value,
        row.PartnerId.Value,
        row.ChannelId.Value,
        row.SaleNumber,
        row.SoldAt,
        row.Currency,
        Amount(row.TotalMinorUnits, row.Currency),
        row.CustomerId?.Value,
        row.Code);

    /// <summary>Minor units as a decimal string with the currency's places.</summary>
    public static string Amount(long minorUnits, string currency)
    {
        Currency known = RetoRewards.Domain.Amounts.Currency.Find(currency);
        return new Money(minorUnits, known).ToDecimal().ToString($"F{known.MinorDigits}", CultureInfo.InvariantCulture);
    }
}

/// <summary>A sale with everything that became of it.</summary>
/// <param name="Sale">The sale.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Events">What was told of it, in order of arrival.</param>
/// <param name="Rewards">Who earned what for it.</param>
internal sealed record SaleDetailAnswer(
    SaleSummaryAnswer Sale,
    IReadOnlyList<SaleLineAnswer> Lines,
    IReadOnlyList<SaleEventAnswer> Events,
    IReadOnlyList<RewardAnswer> Rewards);

/// <summary>A line of a sale; amounts are decimal strings of the sale's currency.</summary>
/// <param name="Sku">The stock keeping unit; null when not known.</param>
/// <param name="ProductType">The type of product; null when not known.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Gross">Quantity times unit price.</param>
/// <param name="Discount">What was taken off.</param>
/// <param name="Tax">Tax on the line.</param>
/// <param name="Shipping">Shipping of the line.</param>
internal sealed record SaleLineAnswer(
    string? Sku, string? ProductType, int Quantity, string Gross, string Discount, string Tax, string Shipping);

/// <summary>One telling of a sale, and what became of it.</summary>
/// <param name="SaleEventId">Its id.</param>
/// <param name="EventId">The channel's own id of it.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="State">Received, Waiting, Rewarded, Refused or Recorded.</param>
/// <param name="Outcome">The stable code of the outcome; null while it waits to be decided.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="DecidedAt">When it was decided; null while it is not.</param>
/// <param name="Sentence">The outcome in words for the partner, in English or Russian by Accept-Language; null while there is none.</param>
/// <param name="ParticipantSentence">The same for whom it concerns; null while there is none, and where each reward says it.</param>
/// <param name="Explanation">The steps of the decision; null while there is none.</param>
/// <param name="Attribution">Who is credited, by what, or why not; null while it is not decided.</param>
internal sealed record SaleEventAnswer(
    Guid SaleEventId,
    string EventId,
    SaleEventKind Kind,
    SaleEventState State,
    string? Outcome,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? DecidedAt,
    string? Sentence,
    string? ParticipantSentence,
    JsonElement? Explanation,
    AttributionAnswer? Attribution);

/// <summary>Who is credited for a sale.</summary>
/// <param name="By">None, Code, Binding or Click.</param>
/// <param name="ReferrerId">Who; null for nobody.</param>
/// <param name="EmployeeId">The referrer's employee, who is credited beside it; null for none.</param>
/// <param name="ClickId">By which click; null for none.</param>
/// <param name="NotCredited">Why the strongest pointer to a referrer did not count; null when none was passed over.</param>
internal sealed record AttributionAnswer(AttributionKind By, Guid? ReferrerId, Guid? EmployeeId, Guid? ClickId, string? NotCredited);

/// <summary>What somebody earned for a sale.</summary>
/// <param name="RewardId">Its id.</param>
/// <param name="CampaignId">Which campaign pays.</param>
/// <param name="TermsVersion">Which version of its terms decided.</param>
/// <param name="Rule">The number of the rule.</param>
/// <param name="Role">The role or level it was earned in.</param>
/// <param name="ParticipantId">Who earned it.</param>
/// <param name="Amount">How much was promised, in RETO.</param>
/// <param name="Net">What refunds have left of it.</param>
/// <param name="Sentence">What its participant is told, in English or Russian by Accept-Language.</param>
/// <param name="State">Pending, Payable, InFlight, Paid, Reversed or Lapsed.</param>
/// <param name="PayableFrom">When the hold ends.</param>
internal sealed record RewardAnswer(
    Guid RewardId,
    Guid CampaignId,
    int TermsVersion,
    int Rule,
    RewardRole Role,
    Guid ParticipantId,
    string Amount,
    string Net,
    string Sentence,
    RewardState State,
    DateTimeOffset PayableFrom);
