using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Sales;

/// <summary>What one telling says of a sale: what later tellings are compared with.</summary>
/// <param name="SoldAt">Its moment.</param>
/// <param name="CurrencyCode">Its currency.</param>
/// <param name="Lines">Its lines, 1 or more.</param>
public sealed record SaleVersion(DateTimeOffset SoldAt, string CurrencyCode, IReadOnlyList<SaleLine> Lines)
{
    /// <summary>The partner's own names of the lines; empty when there are none.</summary>
    public IReadOnlyList<string?> LineReferences { get; init; } = [];

    /// <summary>The referral code; null without one.</summary>
    public string? Code { get; init; }

    /// <summary>The partner's number for the buyer; null when not known.</summary>
    public string? CustomerNumber { get; init; }

    /// <summary>The place; null when not known.</summary>
    public string? Place { get; init; }

    /// <summary>Who sold; null when not known.</summary>
    public ParticipantId? Seller { get; init; }

    /// <summary>The seller's employee; null when not known.</summary>
    public string? Employee { get; init; }

    /// <summary>The click that led to the sale; null without one.</summary>
    public string? ClickId { get; init; }

    /// <summary>What all lines came to, in minor units.</summary>
    public long TotalMinorUnits => Lines.Sum(line => line.TotalMinorUnits);

    /// <summary>The name by which a line is found in another telling: the partner's own, else its SKU; null when it has neither.</summary>
    public string? LineName(int index) => (LineReferences.Count > index ? LineReferences[index] : null) ?? Lines[index].Sku;
}

/// <summary>What a later telling of a known sale means.</summary>
public abstract record VersionChange
{
    private VersionChange()
    {
    }

    /// <summary>It says nothing new: the same sale, perhaps with less detail.</summary>
    public sealed record Nothing : VersionChange;

    /// <summary>It takes the place of what is known, which has earned nothing yet.</summary>
    /// <param name="Merged">What is known from now on: what the telling leaves out stays.</param>
    public sealed record Replaces(SaleVersion Merged) : VersionChange;

    /// <summary>The sale has become smaller after it was decided: the difference is refunded.</summary>
    /// <param name="Difference">What goes back, by the lines that were decided.</param>
    public sealed record Lowers(IReadOnlyList<RefundLine> Difference) : VersionChange;

    /// <summary>It contradicts what was decided, which stands.</summary>
    /// <param name="Fields">Where, as JSON pointers into the sale.</param>
    public sealed record Contradicts(IReadOnlyList<string> Fields) : VersionChange;
}
