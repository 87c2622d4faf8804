using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>A sale as a channel tells it.</summary>
/// <param name="EventId">The channel's own id of the telling: the same id again gets the first answer.</param>
/// <param name="Draft">The sale; its name space is the channel's, whatever the draft says.</param>
/// <param name="Code">The referral code as it was typed or scanned; null without one.</param>
/// <param name="CustomerNumber">The partner's number for the buyer; null when not known.</param>
/// <param name="Rounding">What happens to amounts with more places than the currency.</param>
internal sealed record SaleSubmission(
    string? EventId, SaleDraft Draft, string? Code, string? CustomerNumber, LineRounding Rounding = LineRounding.Refuse);

/// <summary>What a channel is told at once; the rewards follow in their own stage.</summary>
internal abstract record SaleAnswer
{
    private SaleAnswer()
    {
    }

    /// <summary>The event is stored and will be decided.</summary>
    /// <param name="SaleEventId">The event.</param>
    /// <param name="SaleId">The sale that it speaks of.</param>
    internal sealed record Recorded(SaleEventId SaleEventId, SaleId SaleId) : SaleAnswer;

    /// <summary>The event was known with the same content: this is what was answered then.</summary>
    /// <param name="SaleEventId">The event.</param>
    /// <param name="SaleId">The sale that it speaks of.</param>
    /// <param name="Outcome">What became of it so far; null while it waits to be decided.</param>
    internal sealed record Repeated(SaleEventId SaleEventId, SaleId SaleId, Outcome? Outcome) : SaleAnswer;

    /// <summary>The event is refused at the door.</summary>
    /// <param name="Code">The stable code.</param>
    /// <param name="Sentence">What is wrong and what to do.</param>
    /// <param name="Line">The line at fault, from 0; null for the sale itself.</param>
    internal sealed record Refused(string Code, string Sentence, int? Line = null) : SaleAnswer;
}
