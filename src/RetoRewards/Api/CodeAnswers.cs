using RetoRewards.Domain.Referrals;
using RetoRewards.Referrals;
using RetoRewards.Referrals.Links;
using RetoRewards.Referrals.Places;

namespace RetoRewards.Api;

/// <summary>A code, as it is shown.</summary>
/// <param name="Code">Ten capital letters and digits, or the key of a promo code.</param>
/// <param name="Display">The same in groups, for reading aloud; a promo code as the partner wrote it.</param>
/// <param name="Kind">Generated or Promo.</param>
/// <param name="CampaignId">For which campaign.</param>
/// <param name="ParticipantId">Whose.</param>
/// <param name="EmployerId">The referrer whose employee holds it; null for none.</param>
/// <param name="SourceTag">Which placement it stands on; empty for the participant's first code.</param>
/// <param name="GeoCell">The cell fixed at issue, as a geohash; null for none.</param>
/// <param name="Country">The country of issue, where it was named.</param>
/// <param name="City">The city of issue, where it was named.</param>
/// <param name="Link">The address of the link below this service's own: <c>/r/...</c>, with its signed geotag.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ValidFrom">The first moment at which it counts; null when it always did.</param>
/// <param name="ExpiresAt">The first moment at which it no longer counts; null for never.</param>
/// <param name="RevokedAt">When it was withdrawn; null while it counts.</param>
internal sealed record CodeAnswer(
    string Code,
    string Display,
    CodeKind Kind,
    Guid CampaignId,
    Guid ParticipantId,
    Guid? EmployerId,
    string SourceTag,
    string? GeoCell,
    string? Country,
    string? City,
    string Link,
    DateTimeOffset IssuedAt,
    DateTimeOffset? ValidFrom,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    public static CodeAnswer Of(ReferralCodeRow row, LinkKeys keys) => new(
        row.Code,
        row.Display(),
        row.Kind,
        row.CampaignId.Value,
        row.ParticipantId.Value,
        row.Employer?.Value,
        row.SourceTag,
        row.GeoCell,
        row.Country,
        row.City,
        LinkOf(row, keys),
        row.IssuedAt,
        row.ValidFrom,
        row.ExpiresAt,
        row.RevokedAt);

    /// <summary>The relative address of a code's link. A placement without a place stands in the code alone: only a geotag carries one.</summary>
    public static string LinkOf(ReferralCodeRow row, LinkKeys keys)
    {
        LinkCode code = row.ToLinkCode();
        if (!Domain.Referrals.GeoCell.TryParse(row.GeoCell, out GeoCell cell))
        {
            return GeotaggedLink.Build(code);
        }

        Placement? placement = Placement.TryParse(row.SourceTag, out Placement tag) ? tag : null;
        return GeotaggedLink.Build(code, new Geotag(cell, placement), keys.Geotags);
    }
}

/// <summary>A network and the address that shares a link through it.</summary>
/// <param name="Network">telegram, whatsapp, vk, facebook, x, linkedin, viber, sms or email.</param>
/// <param name="Url">What to open.</param>
internal sealed record ShareTarget(string Network, string Url);

/// <summary>Everything that is needed to hand a code on.</summary>
/// <param name="Link">The whole address of the link.</param>
/// <param name="Text">A text to share it with.</param>
/// <param name="QrSvg">The address of its QR code as SVG.</param>
/// <param name="QrPng">The address of its QR code as PNG.</param>
/// <param name="Till">The deep link that opens the till screen with this code.</param>
/// <param name="Networks">One address for each network.</param>
internal sealed record ShareAnswer(string Link, string Text, string QrSvg, string QrPng, string Till, IReadOnlyList<ShareTarget> Networks)
{
    /// <param name="host">The address of this service, without a slash at its end.</param>
    /// <param name="relative">The link below it.</param>
    /// <param name="code">The code as people see it.</param>
    /// <param name="title">What the campaign is called.</param>
    public static ShareAnswer Of(string host, string relative, string code, string title)
    {
        string link = host + relative;
        string text = $"{title}: {code}";
        string Through(string network) => Uri.EscapeDataString($"{link}{(relative.Contains('?', StringComparison.Ordinal) ? '&' : '?')}m={network}");
        string said = Uri.EscapeDataString(text);
        int query = relative.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? relative : relative[..query];
        string tag = query < 0 ? string.Empty : relative[query..];
        return new ShareAnswer(
            link,
            text,
            $"{host}{path}/qr.svg{tag}",
            $"{host}{path}/qr.png{tag}",
            $"{host}/till?code={Uri.EscapeDataString(path[GeotaggedLink.PathPrefix.Length..])}",
            [
                new ShareTarget("email", $"mailto:?subject={Uri.EscapeDataString(title)}&body={said}%20{Through("email")}"),
                new ShareTarget("facebook", $"https://www.facebook.com/sharer/sharer.php?u={Through("facebook")}"),
                new ShareTarget("linkedin", $"https://www.linkedin.com/sharing/share-offsite/?url={Through("linkedin")}"),
                new ShareTarget("sms", $"sms:?body={said}%20{Through("sms")}"),
                new ShareTarget("telegram", $"https://t.me/share/url?url={Through("telegram")}&text={said}"),
                new ShareTarget("viber", $"viber://forward?text={said}%20{Through("viber")}"),
                new ShareTarget("vk", $"https://vk.com/share.php?url={Through("vk")}&title={said}"),
                new ShareTarget("whatsapp", $"https://wa.me/?text={said}%20{Through("whatsapp")}"),
                new ShareTarget("x", $"https://x.com/intent/post?url={Through("x")}&text={said}"),
            ]);
    }
}

/// <summary>An entry of the address book.</summary>
/// <param name="StoreId">Its id.</param>
/// <param name="PartnerId">Whose.</param>
/// <param name="Name">What it is called; empty for the city as such.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="City">The city.</param>
/// <param name="Cell">The cell it lies in; its coordinates are not kept.</param>
/// <param name="RecordedAt">When it was recorded.</param>
internal sealed record StoreAnswer(Guid StoreId, Guid PartnerId, string Name, string Country, string City, string Cell, DateTimeOffset RecordedAt)
{
    public static StoreAnswer Of(StoreRow row) =>
        new(row.StoreId, row.PartnerId.Value, row.Name, row.Country, row.City, row.Cell, row.RecordedAt);
}

/// <summary>How a campaign's links look.</summary>
/// <param name="GeotagPrecision">Characters of the geohash that codes are issued with.</param>
/// <param name="Title">The heading of a preview; null for the campaign's name.</param>
/// <param name="Description">The text of a preview.</param>
/// <param name="ImageUrl">The picture of a preview.</param>
/// <param name="Version">How often they were set, which is the ETag; 0 for the defaults.</param>
internal sealed record LinkSettingsAnswer(int GeotagPrecision, string? Title, string? Description, string? ImageUrl, int Version)
{
    public static LinkSettingsAnswer Of(LinkSettingsRow row) => new(row.GeotagPrecision, row.Title, row.Description, row.ImageUrl, row.Version);
}
