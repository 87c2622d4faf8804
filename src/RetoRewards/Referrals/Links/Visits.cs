using System.Buffers;

namespace RetoRewards.Referrals.Links;

/// <summary>Tells by the browser's own words what sort of device asks, and whether it is a program. Nothing of the words is kept.</summary>
internal static class Visits
{
    /// <summary>Most characters of the header that are looked at.</summary>
    public const int MaxLength = 512;

    private static readonly SearchValues<string> Programs = SearchValues.Create(
        [
            "bot", "crawl", "spider", "slurp", "curl", "wget", "python", "libwww", "httpclient", "okhttp", "go-http", "java/", "headless", "preview",
            "facebookexternalhit", "whatsapp", "telegram", "scanner", "monitor", "pingdom", "lighthouse", "fetch", "axios", "postman", "phantomjs",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Previewers = SearchValues.Create(
        [
            "facebookexternalhit", "facebot", "twitterbot", "telegrambot", "whatsapp", "slackbot", "linkedinbot", "discordbot", "vkshare",
            "pinterest", "skypeuripreview", "viber", "redditbot", "mastodon", "odklbot", "embedly",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Tablets = SearchValues.Create(["ipad", "tablet", "kindle", "silk/"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Mobiles = SearchValues.Create(
        ["mobile", "iphone", "ipod", "opera mini", "windows phone"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Desktops = SearchValues.Create(
        ["windows nt", "macintosh", "x11", "cros", "linux x86_64"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The class of a device. Without the header it is a program: every browser sends one.</summary>
    public static DeviceClass DeviceOf(string? userAgent)
    {
        if (string.IsNullOrEmpty(userAgent))
        {
            return DeviceClass.Bot;
        }

        ReadOnlySpan<char> text = userAgent.AsSpan(0, Math.Min(userAgent.Length, MaxLength));
        return text.ContainsAny(Programs) ? DeviceClass.Bot
            : text.ContainsAny(Tablets) || (text.Contains("android", StringComparison.OrdinalIgnoreCase) && !text.ContainsAny(Mobiles)) ? DeviceClass.Tablet
            : text.ContainsAny(Mobiles) ? DeviceClass.Mobile
            : text.ContainsAny(Desktops) ? DeviceClass.Desktop
            : DeviceClass.Unknown;
    }

    /// <summary>Whether it is the program of a social network that shows a preview of the link.</summary>
    public static bool WantsPreview(string? userAgent) =>
        userAgent is not null && userAgent.AsSpan(0, Math.Min(userAgent.Length, MaxLength)).ContainsAny(Previewers);
}
