using System.Collections.Frozen;

namespace RetoRewards.Domain.Referrals;

/// <summary>Where a campaign runs: a set of cells, of any precision.</summary>
public sealed class GeoFence
{
    /// <summary>Most cells of a fence.</summary>
    public const int MaxCells = 1_000;

    private readonly FrozenSet<string> cells;
    private readonly FrozenSet<string> cellsAround;

    /// <summary>Makes a fence.</summary>
    /// <param name="cells">1 to <see cref="MaxCells"/> cells; they may lie within each other.</param>
    /// <param name="unknownPlaceAllowed">Whether a sale counts whose place is not known, or known too coarsely to tell.</param>
    /// <exception cref="ArgumentException">There are no cells, too many, or an empty one.</exception>
    public GeoFence(IReadOnlyCollection<GeoCell> cells, bool unknownPlaceAllowed)
    {
        if (cells.Count is 0 or > MaxCells || cells.Contains(default))
        {
            throw new ArgumentException($"A fence has 1 to {MaxCells} cells.", nameof(cells));
        }

        UnknownPlaceAllowed = unknownPlaceAllowed;
        this.cells = cells.Select(cell => cell.Value).ToFrozenSet(StringComparer.Ordinal);
        cellsAround = cells
            .SelectMany(cell => Enumerable.Range(1, cell.Precision - 1).Select(precision => cell.Coarsen(precision).Value))
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Whether a sale counts whose place is not known, or known too coarsely to tell.</summary>
    public bool UnknownPlaceAllowed { get; }

    /// <summary>The cells in order, each once.</summary>
    public IReadOnlyList<string> Cells => [.. cells.Order(StringComparer.Ordinal)];

    /// <summary>Why a sale at a place does not count, or null when it does.</summary>
    /// <param name="place">The place, or null when it is not known.</param>
    /// <returns><c>place_outside_fence</c>, <c>place_unknown</c>, <c>place_too_coarse</c> or null.</returns>
    public string? Refuse(GeoCell? place)
    {
        if (place is not { } cell)
        {
            return UnknownPlaceAllowed ? null : ReferralRefusals.PlaceUnknown;
        }

        string text = cell.Value;
        for (int precision = 1; precision <= text.Length; precision++)
        {
            if (cells.Contains(text[..precision]))
            {
                return null;
            }
        }

        bool coarser = cellsAround.Contains(text);
        return coarser && UnknownPlaceAllowed ? null : coarser ? ReferralRefusals.PlaceTooCoarse : ReferralRefusals.PlaceOutsideFence;
    }
}
