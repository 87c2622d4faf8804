using System.ComponentModel.DataAnnotations;
using System.Net;

namespace RetoRewards.Referrals.Places;

/// <summary>Where the place of a click comes from.</summary>
internal sealed class PlacesOptions : IValidatableObject
{
    public const string Section = "Places";

    /// <summary>Most proxies that may be named.</summary>
    public const int MaxProxies = 100;

    /// <summary>A database of places in MaxMind's format (docs/places.md). Empty by default: every place is unknown.</summary>
    public string Database { get; set; } = string.Empty;

    /// <summary>Characters of the geohash that a click's place is kept with. Range 1 to 5, default 4: about 39 by 20 km.</summary>
    [Range(1, 5)]
    public int Precision { get; set; } = 4;

    /// <summary>The proxies in front of this service, as networks: <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>. Empty by default: nobody's
    /// word is taken for an address.</summary>
    public IList<string> TrustedProxies { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TrustedProxies.Count > MaxProxies || TrustedProxies.Any(text => !IPNetwork.TryParse(text, out _)))
        {
            yield return new ValidationResult("must be networks such as 10.0.0.0/8, none with bits set past its length.", [nameof(TrustedProxies)]);
        }

        if (Database.Length > 0 && !File.Exists(Database))
        {
            yield return new ValidationResult("must be the path of a file that exists.", [nameof(Database)]);
        }
    }
}
