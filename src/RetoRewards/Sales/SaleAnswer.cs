using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>What a channel is told at once; the rewards follow in their own stage.</summary>
internal abstract record SaleAnswer
{
    private SaleAnswer()
    {
    }

    /// <summary>The event is stored and will be decided.</summary>
    /// <param name="SaleEventId">The event.</param>
    /// <param name="SaleId">The sale that it speaks of; null while that has not arrived.</param>
    /// <param name="Outcome">What became of it at once; null while it waits to be decided.</param>
    internal sealed record Recorded(SaleEventId SaleEventId, SaleId? SaleId, Outcome? Outcome = null) : SaleAnswer;

    /// <summary>The event was known with the same content: this is what was answered then.</summary>
    /// <param name="SaleEventId">The event.</param>
    /// <param name="SaleId">The sale that it speaks of; null while that has not arrived.</param>
    /// <param name="Outcome">What became of it so far; null while it waits to be decided.</param>
    internal sealed record Repeated(SaleEventId SaleEventId, SaleId? SaleId, Outcome? Outcome) : SaleAnswer;

    /// <summary>The event is refused at the door, or recorded as refused.</summary>
    /// <param name="Code">The stable code.</param>
    /// <param name="Sentence">What is wrong and what to do.</param>
    /// <param name="Line">The line at fault, from 0; null for the sale itself.</param>
    internal sealed record Refused(string Code, string Sentence, int? Line = null) : SaleAnswer
    {
        /// <summary>Where the telling differs from what is known, as JSON pointers; empty when that is not the reason.</summary>
        public IReadOnlyList<string> Differences { get; init; } = [];
    }
}
