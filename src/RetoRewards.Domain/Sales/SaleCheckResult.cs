namespace RetoRewards.Domain.Sales;

/// <summary>What came of checking a sale at the door.</summary>
public abstract record SaleCheckResult
{
    private SaleCheckResult()
    {
    }

    /// <summary>The sale is well formed.</summary>
    /// <param name="Sale">It.</param>
    public sealed record Accepted(Sale Sale) : SaleCheckResult;

    /// <summary>The sale is refused.</summary>
    /// <param name="Outcome">Why; always of the refused kind.</param>
    /// <param name="Line">The line at fault, counted from 0; null for the sale itself.</param>
    public sealed record Refused(Outcome Outcome, int? Line = null) : SaleCheckResult;
}
