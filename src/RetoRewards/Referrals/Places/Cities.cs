using System.Collections.Frozen;
using System.Globalization;
using RetoRewards.Domain.Referrals;

namespace RetoRewards.Referrals.Places;

/// <summary>Some large cities by country, so that a code can be issued there without an address book. Coordinates in whole hundredths
/// of a degree, which is finer than the cell that a link carries.</summary>
internal static class Cities
{
    /// <summary>Hundredths of a degree tell a cell of four characters apart, about 39 by 20 km, and no finer.</summary>
    private const int Precision = 4;

    private const string Listed =
        """
        AE Abu Dhabi 2445 5438;AE Dubai 2520 5527;AM Yerevan 4018 4451;AR Buenos Aires -3460 -5838;AT Vienna 4821 1637;AU Melbourne -3781 14496
        AU Sydney -3387 15121;AZ Baku 4041 4987;BD Dhaka 2381 9041;BE Brussels 5085 435;BG Sofia 4270 2332;BR Rio de Janeiro -2291 -4317
        BR Sao Paulo -2355 -4663;BY Minsk 5390 2757;CA Montreal 4550 -7357;CA Toronto 4365 -7938;CA Vancouver 4928 -12312;CH Zurich 4738 854
        CL Santiago -3345 -7067;CN Beijing 3990 11641;CN Shanghai 3123 12147;CO Bogota 471 -7407;CZ Prague 5008 1444;DE Berlin 5252 1340
        DE Hamburg 5355 999;DE Munich 4814 1158;DK Copenhagen 5568 1257;EE Tallinn 5944 2475;EG Cairo 3004 3124;ES Barcelona 4139 217
        ES Madrid 4042 -370;FI Helsinki 6017 2494;FR Lyon 4576 484;FR Paris 4886 235;GB Edinburgh 5595 -319;GB London 5151 -13
        GB Manchester 5348 -224;GE Tbilisi 4172 4479;GR Athens 3798 2373;HK Hong Kong 2232 11417;HU Budapest 4750 1904;ID Jakarta -621 10685
        IE Dublin 5335 -626;IL Tel Aviv 3209 3478;IN Bengaluru 1297 7759;IN Delhi 2861 7721;IN Mumbai 1908 7288;IR Tehran 3569 5139
        IT Milan 4546 919;IT Rome 4190 1250;JP Osaka 3469 13550;JP Tokyo 3568 13969;KE Nairobi -129 3682;KG Bishkek 4287 7459
        KR Seoul 3757 12698;KZ Almaty 4324 7689;KZ Astana 5117 7145;LT Vilnius 5469 2528;LV Riga 5695 2411;MA Casablanca 3357 -759
        MD Chisinau 4701 2886;MX Mexico City 1943 -9913;MY Kuala Lumpur 314 10169;NG Lagos 652 338;NL Amsterdam 5237 490;NO Oslo 5991 1075
        NZ Auckland -3685 17476;PE Lima -1205 -7704;PH Manila 1460 12098;PK Karachi 2486 6701;PL Warsaw 5223 2101;PT Lisbon 3872 -914
        RO Bucharest 4443 2610;RS Belgrade 4479 2045;RU Kazan 5579 4912;RU Moscow 5576 3762;RU Novosibirsk 5503 8292;RU Saint Petersburg 5993 3034
        RU Yekaterinburg 5684 6061;SA Riyadh 2471 4668;SE Stockholm 5933 1807;SG Singapore 135 10382;TH Bangkok 1376 10050;TR Istanbul 4101 2898
        TW Taipei 2503 12157;UA Kyiv 5045 3052;US Chicago 4188 -8763;US Houston 2976 -9537;US Los Angeles 3405 -11824;US New York 4071 -7401
        US San Francisco 3777 -12242;US Seattle 4761 -12233;UZ Tashkent 4130 6924;VN Hanoi 2103 10585;VN Ho Chi Minh City 1082 10663
        ZA Cape Town -3392 1842;ZA Johannesburg -2620 2805
        """;

    private const long NanodegreesPerHundredth = GeoPoint.NanodegreesPerDegree / 100;

    private static readonly FrozenDictionary<string, GeoCell> ByName = Listed
        .Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(Read)
        .ToFrozenDictionary(city => city.Name, city => city.Cell, StringComparer.OrdinalIgnoreCase);

    /// <summary>The cell of a city; null when it is not listed.</summary>
    public static GeoCell? Find(string country, string city) => ByName.TryGetValue($"{country} {city}", out GeoCell cell) ? cell : null;

    private static (string Name, GeoCell Cell) Read(string line)
    {
        string[] words = line.Split(' ');
        GeoPoint point = new(
            long.Parse(words[^2], CultureInfo.InvariantCulture) * NanodegreesPerHundredth,
            long.Parse(words[^1], CultureInfo.InvariantCulture) * NanodegreesPerHundredth);
        return (string.Join(' ', words[..^2]), GeoCell.At(point, Precision));
    }
}
