using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Persistence;

namespace RetoRewards.Referrals.Places;

/// <summary>An entry of the address book to be recorded.</summary>
/// <param name="PartnerId">Whose; a partner's key may leave it out.</param>
/// <param name="Name">What you call the store, up to 100 characters; left out for the city as such.</param>
/// <param name="Country">ISO 3166-1 alpha-2, such as <c>GB</c>.</param>
/// <param name="City">The city, up to 64 characters.</param>
/// <param name="Latitude">Decimal degrees as text, such as <c>51.5142</c>.</param>
/// <param name="Longitude">The same.</param>
internal sealed record RecordStoreRequest(Guid? PartnerId, string? Name, string? Country, string? City, string? Latitude, string? Longitude);

/// <summary>The entry, and whether it is new.</summary>
internal sealed record StoreRecorded(StoreRow Store, bool IsNew);

/// <summary>Records a store, or a city, of a partner's address book. Only its cell is kept, never its coordinates.</summary>
internal sealed class RecordStore(TimeProvider clock)
{
    public const int MaxNameLength = 100;
    public const int MaxCityLength = 64;

    /// <summary>Most entries that a partner's address book has.</summary>
    public const int MaxStores = 100_000;

    public async Task<Outcome<StoreRecorded>> ExecuteAsync(WriteTransaction transaction, Caller caller, RecordStoreRequest request)
    {
        FieldChecks checks = new();
        PartnerId partner = caller.PartnerFor(checks, request.PartnerId);
        string name = checks.OptionalText("/name", request.Name, MaxNameLength) ?? string.Empty;
        string country = Country(checks, "/country", request.Country);
        string city = checks.Text("/city", request.City, MaxCityLength);
        GeoCell? cell = Cell(checks, string.Empty, request.Latitude, request.Longitude, Geotag.MaxPrecision);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!await transaction.Db.Set<PartnerRow>().AnyAsync(row => row.PartnerId == partner, transaction.CancellationToken))
        {
            return Refusal.NotFound("partner");
        }

        StoreRow? known = await transaction.Db.Set<StoreRow>().SingleOrDefaultAsync(
            row => row.PartnerId == partner && row.Country == country && row.City == city && row.Name == name, transaction.CancellationToken);
        if (known is not null)
        {
            return known.Cell == cell!.Value.Value
                ? new StoreRecorded(known, IsNew: false)
                : new Refusal(RefusalKind.Conflict, "store_exists", "This entry exists with another place; links issued there keep it.");
        }

        if (await transaction.Db.Set<StoreRow>().CountAsync(row => row.PartnerId == partner, transaction.CancellationToken) >= MaxStores)
        {
            return new Refusal(RefusalKind.NotAllowed, "stores_exhausted", $"An address book has at most {MaxStores} entries.");
        }

        StoreRow store = new()
        {
            StoreId = Guid.CreateVersion7(clock.GetUtcNow()),
            PartnerId = partner,
            Name = name,
            Country = country,
            City = city,
            Cell = cell!.Value.Value,
            RecordedAt = clock.GetUtcNow(),
        };
        transaction.InsertOne(store);
        return new StoreRecorded(store, IsNew: true);
    }

    /// <summary>Two capital letters, in either case.</summary>
    public static string Country(FieldChecks checks, string pointer, string? text)
    {
        string country = (text ?? string.Empty).ToUpperInvariant();
        if (country.Length != 2 || !country.All(char.IsAsciiLetterUpper))
        {
            checks.Add(pointer, "country_malformed", "A country is two letters, such as GB (ISO 3166-1).");
        }

        return country;
    }

    /// <summary>The cell of two coordinates; null, with the fault noted, when they are none.</summary>
    public static GeoCell? Cell(FieldChecks checks, string pointer, string? latitude, string? longitude, int precision)
    {
        GeoPointReading reading = GeoPoint.TryParse(latitude, longitude);
        if (reading is GeoPointReading.Parsed parsed)
        {
            return GeoCell.At(parsed.Point, precision);
        }

        checks.Add(pointer + "/latitude", reading.Refusal!, "Degrees with a decimal point: latitude -90 to 90, longitude -180 to 180.");
        return null;
    }
}
