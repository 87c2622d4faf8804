namespace RetoRewards.Domain.Referrals;

/// <summary>A referral link below the service's own address: <c>/r/7KXM2Q9RTD?g=u4pru.forum.0123456789abcdef</c>.</summary>
/// <remarks>
/// Nothing in it is personal: a code, a coarse cell, a placement and a signature. The landing address is not in it, so
/// there is nothing to redirect elsewhere; it comes from the campaign.
/// </remarks>
public static class GeotaggedLink
{
    /// <summary>The path that precedes the code.</summary>
    public const string PathPrefix = "/r/";

    /// <summary>The query parameter that carries the geotag.</summary>
    public const string TagParameter = "g";

    /// <summary>The relative address of a link with its geotag.</summary>
    /// <param name="code">The code.</param>
    /// <param name="tag">The cell of issue and the placement.</param>
    /// <param name="mac">The host's keyed hash.</param>
    /// <returns>Path and query. Every character is one that needs no escaping.</returns>
    public static string Build(LinkCode code, Geotag tag, GeotagMac mac) => $"{Build(code)}?{TagParameter}={tag.ToText(code, mac)}";

    /// <summary>The relative address of a link without a place.</summary>
    /// <param name="code">The code.</param>
    public static string Build(LinkCode code) => $"{PathPrefix}{code.Value}";

    /// <summary>Reads what a request for a link carried: the part after <see cref="PathPrefix"/> and the tag parameter.</summary>
    /// <param name="codeText">The code, in any spelling that <see cref="TypedCode.Read"/> takes.</param>
    /// <param name="tagText">The tag, or null when the request has none.</param>
    /// <param name="mac">The host's keyed hash.</param>
    public static LinkReading Read(string? codeText, string? tagText, GeotagMac mac)
    {
        TypedCode code = TypedCode.Read(codeText);
        return code.Refusal is { } refusal
            ? new LinkReading.NoCode(refusal)
            : new LinkReading.Readable(code, tagText is null ? null : Geotag.Read(LinkCode.Of(code), tagText, mac));
    }
}
