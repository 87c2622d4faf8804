using System.Collections.Frozen;

namespace RetoRewards.Referrals.Links;

/// <summary>By which way a link was handed on: a closed list, so that an address cannot write into our reports.</summary>
internal static class Mediums
{
    /// <summary>The link as such.</summary>
    public const string Link = "link";

    /// <summary>A QR code.</summary>
    public const string Qr = "qr";

    /// <summary>The networks that a link can be shared through.</summary>
    public static readonly FrozenSet<string> Networks =
        FrozenSet.Create(StringComparer.Ordinal, "email", "facebook", "linkedin", "sms", "telegram", "viber", "vk", "whatsapp", "x");

    /// <summary>The medium that a link names; <see cref="Link"/> for none and for one that is not listed.</summary>
    public static string Read(string? text) =>
        text is null ? Link
        : text == Qr ? Qr
        : Networks.TryGetValue(text, out string? listed) ? listed
        : Link;
}
