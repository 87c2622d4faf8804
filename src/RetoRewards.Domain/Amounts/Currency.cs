using System.Collections.Frozen;

namespace RetoRewards.Domain.Amounts;

/// <summary>A currency by its ISO 4217 code, with the number of its minor digits.</summary>
public sealed record Currency
{
    // ISO 4217, list one (active codes), without funds, metals and testing codes. Two digits unless listed otherwise below.
    private const string TwoDigits =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP " +
        "CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR " +
        "KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN " +
        "PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD " +
        "TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG";

    private const string NoDigits = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

    private const string ThreeDigits = "BHD IQD JOD KWD LYD OMR TND";

    private static readonly FrozenDictionary<string, Currency> Table = new[] { (TwoDigits, 2), (NoDigits, 0), (ThreeDigits, 3) }
        .SelectMany(row => row.Item1.Split(' ').Select(code => new Currency(code, row.Item2)))
        .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    private Currency(string code, int minorDigits)
    {
        Code = code;
        MinorDigits = minorDigits;
    }

    /// <summary>The code: three capital letters.</summary>
    public string Code { get; }

    /// <summary>The number of digits after the point: 0, 2 or 3.</summary>
    public int MinorDigits { get; }

    /// <summary>Minor units in one unit: 1, 100 or 1000.</summary>
    public int MinorUnitsPerUnit => MinorDigits switch { 0 => 1, 2 => 100, _ => 1000 };

    /// <summary>Every currency known, by code.</summary>
    public static IEnumerable<Currency> All => Table.Values.OrderBy(currency => currency.Code, StringComparer.Ordinal);

    /// <summary>Looks a code up; only capital letters are known.</summary>
    public static bool TryFind(string? code, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Currency? currency)
    {
        currency = null;
        return code is not null && Table.TryGetValue(code, out currency);
    }

    /// <summary>Looks a code up that must be known.</summary>
    /// <exception cref="ArgumentException">The code is in no list.</exception>
    public static Currency Find(string code) =>
        TryFind(code, out Currency? currency) ? currency : throw new ArgumentException($"No currency has the code '{code}'.", nameof(code));

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
