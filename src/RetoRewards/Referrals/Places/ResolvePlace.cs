using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Persistence;

namespace RetoRewards.Referrals.Places;

/// <summary>Where a code is issued: coordinates, a store of the address book, or a country and a city; exactly one of them.</summary>
/// <param name="Latitude">Decimal degrees as text; never kept.</param>
/// <param name="Longitude">The same.</param>
/// <param name="StoreId">An entry of the address book.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="City">A city that the address book, or the list that ships with the service, knows.</param>
internal sealed record PlaceOfIssue(string? Latitude, string? Longitude, Guid? StoreId, string? Country, string? City);

/// <summary>The place as it is fixed with a code; all null for nowhere.</summary>
internal sealed record PlaceFound(GeoCell? Cell, string? Country, string? City)
{
    public static PlaceFound Nowhere { get; } = new(null, null, null);
}

/// <summary>Turns a place of issue into the coarse cell that a link carries.</summary>
internal static class ResolvePlace
{
    /// <summary>Most stores of one city that are looked at for its common cell.</summary>
    private const int MaxStoresOfCity = 500;

    /// <param name="precision">Characters of the cell, the campaign's choice: 1 to 6.</param>
    public static async Task<Outcome<PlaceFound>> ExecuteAsync(
        WriteTransaction transaction, PartnerId partner, PlaceOfIssue? place, int precision)
    {
        if (place is null)
        {
            return PlaceFound.Nowhere;
        }

        bool coordinates = place.Latitude is not null || place.Longitude is not null;
        bool city = place.Country is not null || place.City is not null;
        FieldChecks checks = new();
        if ((coordinates ? 1 : 0) + (place.StoreId is not null ? 1 : 0) + (city ? 1 : 0) != 1)
        {
            checks.Add("/place", "place_ambiguous", "Give coordinates, or a storeId, or a country and a city.");
            return checks.Refusal!;
        }

        if (coordinates)
        {
            GeoCell? cell = RecordStore.Cell(checks, "/place", place.Latitude, place.Longitude, precision);
            return cell is null ? checks.Refusal! : new PlaceFound(cell, null, null);
        }

        return place.StoreId is { } store
            ? await OfStoreAsync(transaction, partner, store, precision)
            : await OfCityAsync(transaction, partner, place, precision, checks);
    }

    private static async Task<Outcome<PlaceFound>> OfStoreAsync(WriteTransaction transaction, PartnerId partner, Guid storeId, int precision)
    {
        StoreRow? store = await transaction.Db.Set<StoreRow>()
            .SingleOrDefaultAsync(row => row.PartnerId == partner && row.StoreId == storeId, transaction.CancellationToken);
        return store is null ? Refusal.NotFound("store") : new PlaceFound(Read(store.Cell).Coarsen(precision), store.Country, store.City);
    }

    private static async Task<Outcome<PlaceFound>> OfCityAsync(
        WriteTransaction transaction, PartnerId partner, PlaceOfIssue place, int precision, FieldChecks checks)
    {
        string country = RecordStore.Country(checks, "/place/country", place.Country);
        string city = checks.Text("/place/city", place.City, RecordStore.MaxCityLength);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        StoreRow[] entries = await transaction.Db.Set<StoreRow>()
            .Where(row => row.PartnerId == partner && row.Country == country && row.City == city)
            .OrderBy(row => row.Name)
            .Take(MaxStoresOfCity)
            .ToArrayAsync(transaction.CancellationToken);
        GeoCell? cell = entries.Length == 0 ? Cities.Find(country, city)
            : entries[0].Name.Length == 0 ? Read(entries[0].Cell)
            : Common(entries);
        return cell is { } found
            ? new PlaceFound(found.Coarsen(Math.Min(precision, found.Precision)), country, city)
            : new Refusal(
                RefusalKind.NotAllowed, "city_unknown", "This city is in no list here. Record it in the address book with its coordinates, then issue the code.");
    }

    /// <summary>The finest cell that holds every store of the city; null when they lie in different halves of the world's grid.</summary>
    private static GeoCell? Common(StoreRow[] stores)
    {
        string common = stores[0].Cell;
        foreach (StoreRow store in stores)
        {
            int same = 0;
            while (same < common.Length && same < store.Cell.Length && common[same] == store.Cell[same])
            {
                same++;
            }

            common = common[..same];
        }

        return GeoCell.TryParse(common, out GeoCell cell) ? cell : null;
    }

    private static GeoCell Read(string stored) => GeoCell.TryParse(stored, out GeoCell cell)
        ? cell
        : throw new FormatException("The stored cell is no geohash: the row is damaged.");
}
