using System.Buffers;
using System.Text;

namespace RetoRewards.Domain.Referrals;

/// <summary>A geohash: a coarse cell of the globe, named by 1 to 12 characters, each of which cuts the cell into 32.</summary>
/// <remarks>
/// <para>
/// A geohash interleaves the bits of longitude and latitude, longitude first, and writes five of them a character.
/// Source: G. Niemeyer, geohash.org (2008); published cases under <c>tests/vectors/geo</c>.
/// Why geohash: <c>docs/decisions/0006-geotags-are-geohash-cells.md</c>.
/// </para>
/// <para>
/// Widths and heights at the equator: 4 characters 39 by 20 km, 5 characters 4.9 by 4.9 km, 6 characters 1.2 by 0.6 km.
/// Integers throughout: 180e9 nanodegrees are 2^11 times 87,890,625, so the 30 bits of a coordinate are one product
/// and one division without a remainder lost.
/// </para>
/// </remarks>
public readonly record struct GeoCell
{
    /// <summary>Most characters.</summary>
    public const int MaxPrecision = 12;

    /// <summary>Characters that a geotag has unless a campaign says otherwise: about 5 km.</summary>
    public const int DefaultPrecision = 5;

    private const string Symbols = "0123456789bcdefghjkmnpqrstuvwxyz";
    private const int BitsPerSymbol = 5;
    private const int BitsPerCoordinate = MaxPrecision * BitsPerSymbol / 2;
    private const long LastIndex = (1L << BitsPerCoordinate) - 1;

    // 180e9 = 2^11 * OddPart and 360e9 = 2^12 * OddPart; of the 30 bits 19 and 18 remain.
    private const long OddPart = 87_890_625;
    private const int LatitudeShift = BitsPerCoordinate - 11;
    private const int LongitudeShift = BitsPerCoordinate - 12;

    private static readonly SearchValues<char> SymbolSet = SearchValues.Create(Symbols);

    private readonly string? text;

    private GeoCell(string text) => this.text = text;

    /// <summary>The geohash in lower case.</summary>
    /// <exception cref="InvalidOperationException">The value is <c>default</c>, which is no cell.</exception>
    public string Value => text ?? throw new InvalidOperationException("The default cell is no cell.");

    /// <summary>The number of characters, 1 to 12.</summary>
    public int Precision => Value.Length;

    /// <summary>The points in the cell.</summary>
    public GeoBounds Bounds
    {
        get
        {
            (long row, long column) = Indices();
            int rowShift = BitsPerCoordinate - RowBits(Precision);
            int columnShift = BitsPerCoordinate - ColumnBits(Precision);
            return new GeoBounds(
                Edge(row << rowShift, LatitudeShift) - GeoPoint.MaxLatitude,
                Edge((row + 1) << rowShift, LatitudeShift) - GeoPoint.MaxLatitude,
                Edge(column << columnShift, LongitudeShift) - GeoPoint.MaxLongitude,
                Edge((column + 1) << columnShift, LongitudeShift) - GeoPoint.MaxLongitude);
        }
    }

    /// <summary>The cell one character coarser, or null for one of the 32 coarsest.</summary>
    public GeoCell? Parent => Precision == 1 ? null : Coarsen(Precision - 1);

    /// <summary>The cell that a point lies in.</summary>
    /// <param name="point">Any point; the north pole lies in the northernmost row.</param>
    /// <param name="precision">Characters, 1 to 12.</param>
    /// <exception cref="ArgumentOutOfRangeException">The precision is out of range.</exception>
    public static GeoCell At(GeoPoint point, int precision)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, MaxPrecision);
        long row = Math.Min(((point.LatitudeNanodegrees + GeoPoint.MaxLatitude) << LatitudeShift) / OddPart, LastIndex);
        long column = ((point.LongitudeNanodegrees + GeoPoint.MaxLongitude) << LongitudeShift) / OddPart;
        return FromIndices(row >> (BitsPerCoordinate - RowBits(precision)), column >> (BitsPerCoordinate - ColumnBits(precision)), precision);
    }

    /// <summary>Reads a geohash; either case.</summary>
    /// <param name="text">1 to 12 characters of the geohash alphabet (no a, i, l, o).</param>
    /// <param name="cell">The cell, or <c>default</c> when the text is not one.</param>
    /// <returns>False when the text is no geohash.</returns>
    public static bool TryParse(string? text, out GeoCell cell)
    {
        cell = default;
        if (text is null || text.Length is 0 or > MaxPrecision || !Ascii.IsValid(text))
        {
            return false;
        }

        string lower = text.ToLowerInvariant();
        if (lower.AsSpan().ContainsAnyExcept(SymbolSet))
        {
            return false;
        }

        cell = new GeoCell(lower);
        return true;
    }

    /// <summary>The coarser cell that this one lies in; itself at its own precision.</summary>
    /// <param name="precision">1 to this cell's precision.</param>
    /// <exception cref="ArgumentOutOfRangeException">The precision is out of range: a cell cannot be made finer.</exception>
    public GeoCell Coarsen(int precision)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, Precision);
        return precision == Precision ? this : new GeoCell(Value[..precision]);
    }

    /// <summary>Whether another cell is this one or lies within it.</summary>
    /// <param name="other">Any cell.</param>
    public bool Contains(GeoCell other) => other.Value.StartsWith(Value, StringComparison.Ordinal);

    /// <summary>The cells of the same precision around this one, clockwise from north.</summary>
    /// <returns>Eight cells; five beside a pole, where nothing lies beyond. East of the date line comes the west.</returns>
    public IReadOnlyList<GeoCell> Neighbours()
    {
        (long row, long column) = Indices();
        int precision = Precision;
        long rows = 1L << RowBits(precision);
        long columns = 1L << ColumnBits(precision);
        ReadOnlySpan<(int North, int East)> steps = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)];
        var around = new List<GeoCell>(steps.Length);
        foreach ((int north, int east) in steps)
        {
            long beside = row + north;
            if (beside >= 0 && beside < rows)
            {
                around.Add(FromIndices(beside, (column + east + columns) % columns, precision));
            }
        }

        return around;
    }

    /// <summary>Whether two places lie in one cell or in cells that touch, as far as the coarser of the two can tell: the comparison of where
    /// a code was issued with where it was used (N10).</summary>
    /// <remarks>Cells that touch count, since people and borders of cells know nothing of one another.</remarks>
    public bool IsNear(GeoCell other)
    {
        int precision = Math.Min(Precision, other.Precision);
        GeoCell here = Coarsen(precision);
        GeoCell there = other.Coarsen(precision);
        return here == there || here.Neighbours().Contains(there);
    }

    /// <summary>The geohash, or an empty text for <c>default</c>.</summary>
    public override string ToString() => text ?? string.Empty;

    // A first character holds three bits of longitude and two of latitude, the next two and three, and so on.
    private static int ColumnBits(int precision) => ((precision * BitsPerSymbol) + 1) / 2;

    private static int RowBits(int precision) => precision * BitsPerSymbol / 2;

    private static long Edge(long index, int shift) => ((index * OddPart) + (1L << shift) - 1) >> shift;

    private static GeoCell FromIndices(long row, long column, int precision)
    {
        Span<char> characters = stackalloc char[precision];
        int rowBit = RowBits(precision);
        int columnBit = ColumnBits(precision);
        for (int i = 0; i < precision; i++)
        {
            int symbol = 0;
            for (int bit = i * BitsPerSymbol; bit < (i + 1) * BitsPerSymbol; bit++)
            {
                long next = bit % 2 == 0 ? column >> --columnBit : row >> --rowBit;
                symbol = (symbol << 1) | (int)(next & 1);
            }

            characters[i] = Symbols[symbol];
        }

        return new GeoCell(new string(characters));
    }

    private (long Row, long Column) Indices()
    {
        long row = 0;
        long column = 0;
        int bit = 0;
        foreach (char character in Value)
        {
            int symbol = Symbols.IndexOf(character, StringComparison.Ordinal);
            for (int shift = BitsPerSymbol - 1; shift >= 0; shift--, bit++)
            {
                long next = (symbol >> shift) & 1;
                row = bit % 2 == 0 ? row : (row << 1) | next;
                column = bit % 2 == 0 ? (column << 1) | next : column;
            }
        }

        return (row, column);
    }
}
