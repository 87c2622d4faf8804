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

    /// <summary>The further lines of the file that this is of; empty where a sale is one row.</summary>
    public IReadOnlyList<long> FurtherLines { get; init; } = [];

    /// <param name="Submission">The sale; its code is null when the row names a referrer instead.</param>
    /// <param name="Referrer">The referrer by the partner's own name; null when the row gives a code or neither.</param>
    internal sealed record Sale(SaleSubmission Submission, string? Referrer) : SaleFileRow
    {
        /// <summary>Who sold, by the partner's own name or the participant's id; null when the row does not say.</summary>
        public string? Seller { get; init; }
    }

    /// <param name="Outcome">The outcome that the row ends in.</param>
    /// <param name="Sentence">What is wrong with it.</param>
    internal sealed record Refused(Outcome Outcome, string Sentence) : SaleFileRow
    {
        /// <summary>The number of the sale that the row is of, where it could be read.</summary>
        public string? SaleNumber { get; init; }
    }
}
