using System.Net;
using Microsoft.Extensions.Options;
using RetoRewards.Domain.Referrals;
using RetoRewards.Observability;

namespace RetoRewards.Referrals.Places;

/// <summary>Where an address is, coarse; all null when not known.</summary>
internal sealed record PlaceOfAddress(string? Country, string? City, GeoCell? Cell)
{
    public static PlaceOfAddress Unknown { get; } = new(null, null, null);
}

/// <summary>Looks addresses up in the operator's database. Without one, every place is unknown.</summary>
/// <remarks>A file that was replaced is taken up within a minute; one that cannot be read leaves the last good one in use.</remarks>
internal sealed class AddressPlaces(IOptions<PlacesOptions> options, TimeProvider clock, ILogger<AddressPlaces> logger)
{
    private const int MaxCityLength = 64;

    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private readonly string path = options.Value.Database;
    private readonly int precision = options.Value.Precision;
    private readonly Lock guard = new();
    private MaxMindDatabase? database;
    private DateTime writtenAt;
    private DateTimeOffset checkedAt = DateTimeOffset.MinValue;

    /// <summary>The place of an address.</summary>
    public PlaceOfAddress Find(IPAddress address)
    {
        if (Current() is not { } current)
        {
            return PlaceOfAddress.Unknown;
        }

        try
        {
            return current.Find(address) is { } record ? Read(current.Records, record, precision) : PlaceOfAddress.Unknown;
        }
        catch (InvalidDataException damaged)
        {
            // One damaged record is no reason to lose a click; its place is not known.
            logger.LogWarning("The database of places is damaged where a visitor lies: {Fault}", damaged.Message);
            Measures.Click("place_damaged");
            return PlaceOfAddress.Unknown;
        }
    }

    /// <summary>Reads a record in MaxMind's shape (country.iso_code, city.names.en, location) or the flat one of ip-location-db
    /// (country_code, city, latitude, longitude).</summary>
    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    internal static PlaceOfAddress Read(MaxMindRecords records, int record, int precision)
    {
        string? country = records.Text(record, "country", "iso_code") ?? records.Text(record, "country_code");
        string? city = records.Text(record, "city", "names", "en") ?? records.Text(record, "city");
        double? latitude = records.Fraction(record, "location", "latitude") ?? records.Fraction(record, "latitude");
        double? longitude = records.Fraction(record, "location", "longitude") ?? records.Fraction(record, "longitude");
        return new PlaceOfAddress(
            country is { Length: 2 } && country.All(char.IsAsciiLetterUpper) ? country : null,
            city is { Length: > 0 and <= MaxCityLength } && !city.Any(char.IsControl) ? city : null,
            Cell(latitude, longitude, precision));
    }

    private static GeoCell? Cell(double? latitude, double? longitude, int precision) =>
        latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180
            ? GeoCell.At(new GeoPoint(Nanodegrees(latitude.Value), Nanodegrees(longitude.Value)), precision)
            : null;

    private static long Nanodegrees(double degrees) => (long)(decimal.Round((decimal)degrees, 9) * GeoPoint.NanodegreesPerDegree);

    private MaxMindDatabase? Current()
    {
        if (path.Length == 0)
        {
            return null;
        }

        lock (guard)
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (now - checkedAt >= Between)
            {
                checkedAt = now;
                Reload();
            }

            return database;
        }
    }

    private void Reload()
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists || file.LastWriteTimeUtc == writtenAt)
            {
                return;
            }

            writtenAt = file.LastWriteTimeUtc;
            if (file.Length > MaxMindDatabase.MaxFileBytes)
            {
                throw new InvalidDataException("The database of places is larger than 1 GiB.");
            }

            database = new MaxMindDatabase(File.ReadAllBytes(path));
            logger.LogInformation("Places come from {DatabaseType}", database.Type);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("The database of places cannot be used: {Fault}", exception.Message);
        }
    }
}
