using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>What a row of a file says: a sale to be recorded, or a refusal that needs no database.</summary>
internal abstract record SaleFileRow
{
    private SaleFileRow()
    {
    }

    /// <summary>The line of the file, from 1; the header is line 1.</summary>
    public required long LineNumber { get; init; }

    /// <param name="Submission">The sale; its code is null when the row names a referrer instead.</param>
    /// <param name="Referrer">The referrer by the partner's own name; null when the row gives a code or neither.</param>
    internal sealed record Sale(SaleSubmission Submission, string? Referrer) : SaleFileRow;

    /// <param name="Outcome">The outcome that the row ends in.</param>
    /// <param name="Sentence">What is wrong with it.</param>
    internal sealed record Refused(Outcome Outcome, string Sentence) : SaleFileRow;
}
