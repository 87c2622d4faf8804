namespace RetoRewards.Domain.Sales;

/// <summary>A sale as it came in, not yet believed.</summary>
/// <param name="NameSpace">The name space of its number.</param>
/// <param name="Number">The partner's own number for it.</param>
/// <param name="SoldAt">Its moment.</param>
/// <param name="CurrencyCode">Its currency.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Place">The place, a coarse cell; null when not known.</param>
public sealed record SaleDraft(
    string? NameSpace,
    string? Number,
    DateTimeOffset SoldAt,
    string? CurrencyCode,
    IReadOnlyList<SaleDraftLine> Lines,
    string? Place = null);
