namespace RetoRewards.Domain.Referrals;

/// <summary>The points of a cell, in whole nanodegrees: from <c>South</c> and <c>West</c> to just short of <c>North</c> and <c>East</c>.</summary>
/// <remarks>
/// The edges of fine cells fall between nanodegrees. The four numbers are those edges rounded up, which makes them
/// exact for points: a <see cref="GeoPoint"/> is in the cell if and only if <see cref="Contains"/> says so.
/// The northernmost cells hold the north pole as well, whose latitude is their <c>North</c>.
/// </remarks>
/// <param name="South">Lowest latitude in the cell.</param>
/// <param name="North">First latitude past the cell, or that of the pole.</param>
/// <param name="West">Lowest longitude in the cell.</param>
/// <param name="East">First longitude past the cell; 180e9 at the date line.</param>
public readonly record struct GeoBounds(long South, long North, long West, long East)
{
    /// <summary>The middle of the cell, rounded towards south and west: for a pin on a map.</summary>
    public GeoPoint Centre => new((South + North) >> 1, (West + East) >> 1);

    /// <summary>Whether a point is in the cell.</summary>
    /// <param name="point">Any point.</param>
    public bool Contains(GeoPoint point) =>
        point.LatitudeNanodegrees >= South
        && (point.LatitudeNanodegrees < North || North == GeoPoint.MaxLatitude)
        && point.LongitudeNanodegrees >= West
        && point.LongitudeNanodegrees < East;
}
