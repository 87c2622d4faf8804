namespace RetoRewards.Domain.Referrals;

/// <summary>A place on the Earth in whole nanodegrees (1e-9 degrees, about 0.1 mm), WGS 84.</summary>
/// <remarks>
/// The meridian of 180 degrees east and that of 180 degrees west are one, and are kept as -180, so that a place has one
/// cell. Both poles are places. What is logged or printed is rounded to two decimal places of a degree.
/// </remarks>
public readonly record struct GeoPoint
{
    /// <summary>Nanodegrees in a degree.</summary>
    public const long NanodegreesPerDegree = 1_000_000_000;

    internal const long MaxLatitude = 90 * NanodegreesPerDegree;
    internal const long MaxLongitude = 180 * NanodegreesPerDegree;

    private const long NanodegreesPerHundredth = NanodegreesPerDegree / 100;

    /// <summary>Wraps coordinates that are known to be in range; for what comes from outside use <see cref="TryParse"/>.</summary>
    /// <param name="latitudeNanodegrees">-90e9 (south) to 90e9, poles included.</param>
    /// <param name="longitudeNanodegrees">-180e9 (west) to 180e9, both included.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is out of range.</exception>
    public GeoPoint(long latitudeNanodegrees, long longitudeNanodegrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latitudeNanodegrees, -MaxLatitude);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(latitudeNanodegrees, MaxLatitude);
        ArgumentOutOfRangeException.ThrowIfLessThan(longitudeNanodegrees, -MaxLongitude);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longitudeNanodegrees, MaxLongitude);
        LatitudeNanodegrees = latitudeNanodegrees;
        LongitudeNanodegrees = longitudeNanodegrees == MaxLongitude ? -MaxLongitude : longitudeNanodegrees;
    }

    /// <summary>Latitude, -90e9 to 90e9.</summary>
    public long LatitudeNanodegrees { get; }

    /// <summary>Longitude, from -180e9 to one short of 180e9.</summary>
    public long LongitudeNanodegrees { get; }

    /// <summary>Reads two decimal numbers of degrees, without going through binary fractions.</summary>
    /// <param name="latitude">Such as <c>59.93428</c>: digits, a point, digits; a leading minus. No exponent, no comma.</param>
    /// <param name="longitude">The same.</param>
    /// <returns>
    /// The point, or why there is none. Digits after the ninth are cut towards south and west, which moves a point by
    /// less than 0.2 mm. Text that is no such number (NaN, infinity, an exponent) is malformed; a number past the ends
    /// of the globe is out of range and is not wrapped around.
    /// </returns>
    public static GeoPointReading TryParse(string? latitude, string? longitude)
    {
        if (DecimalDegrees.TryParse(latitude) is not { } north || DecimalDegrees.TryParse(longitude) is not { } east)
        {
            return new GeoPointReading.Malformed();
        }

        return north is < -MaxLatitude or > MaxLatitude || east is < -MaxLongitude or > MaxLongitude
            ? new GeoPointReading.OutOfRange()
            : new GeoPointReading.Parsed(new GeoPoint(north, east));
    }

    /// <summary>The point cut to two decimal places of a degree, since nothing finer may reach a log.</summary>
    public override string ToString() => $"{Hundredths(LatitudeNanodegrees)},{Hundredths(LongitudeNanodegrees)}";

    private static string Hundredths(long nanodegrees)
    {
        long hundredths = nanodegrees / NanodegreesPerHundredth;
        string sign = hundredths < 0 ? "-" : string.Empty;
        return $"{sign}{Math.Abs(hundredths) / 100}.{Math.Abs(hundredths) % 100:00}";
    }
}
