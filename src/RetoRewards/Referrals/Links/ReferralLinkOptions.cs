using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Referrals.Links;

/// <summary>How links are answered.</summary>
internal sealed class ReferralLinkOptions : IValidatableObject
{
    public const string Section = "Links";

    /// <summary>The address under which this service is known outside, such as <c>https://go.example</c>: links, QR codes and previews
    /// begin with it. Empty by default: the address of the request.</summary>
    public string PublicUrl { get; set; } = string.Empty;

    /// <summary>Hosts that a campaign may land on, such as <c>shop.example</c> or <c>*.shop.example</c>. Empty by default: the host of
    /// every campaign's own landing address.</summary>
    public IList<string> LandingHosts { get; } = [];

    /// <summary>Clicks a minute from one address that are recorded; those beyond it are answered and only counted. Range 1 to
    /// 1,000,000,000, default 600.</summary>
    [Range(1, 1_000_000_000)]
    public int ClicksPerMinute { get; set; } = 600;

    /// <summary>Codes a minute from one address that nobody holds, before it is told to wait. Range 1 to 1,000,000, default 30.</summary>
    [Range(1, 1_000_000)]
    public int UnknownCodesPerMinute { get; set; } = 30;

    /// <summary>How old what is known of a link may be before it is read again. Range 1 second to 1 hour, default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Freshness { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl.Length > 0
            && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out Uri? url) && url.Scheme is "https" or "http" && url.PathAndQuery == "/"
                && url.Fragment.Length == 0))
        {
            yield return new ValidationResult("must be an address without path, such as https://go.example.", [nameof(PublicUrl)]);
        }
    }
}
