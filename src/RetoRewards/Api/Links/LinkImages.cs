using QRCoder;
using RetoRewards.Referrals.Links;

namespace RetoRewards.Api.Links;

/// <summary>The form of a QR code.</summary>
internal enum LinkImage
{
    Svg,
    Png,
}

/// <summary>A link as a QR code: <c>/r/{code}/qr.svg</c> and <c>/r/{code}/qr.png</c>, with the geotag of the request.</summary>
internal static class LinkImages
{
    private const string SvgEnd = "/qr.svg";
    private const string PngEnd = "/qr.png";
    private const int PixelsPerModule = 8;

    /// <summary>Parts the code from the ending that asks for an image.</summary>
    public static (string Code, LinkImage? Image) Split(string rest) =>
        rest.EndsWith(SvgEnd, StringComparison.Ordinal) ? (rest[..^SvgEnd.Length], LinkImage.Svg)
        : rest.EndsWith(PngEnd, StringComparison.Ordinal) ? (rest[..^PngEnd.Length], LinkImage.Png)
        : (rest, null);

    /// <summary>The text that a QR code of a link holds: the link, marked as having come by a QR code.</summary>
    public static string Content(string link) => link + (link.Contains('?', StringComparison.Ordinal) ? "&m=" : "?m=") + Mediums.Qr;

    public static Task WriteAsync(HttpContext context, LinkImage image, string link, LinkTarget target)
    {
        context.Response.Headers.CacheControl = "public, max-age=3600";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{target.Code}.{(image == LinkImage.Svg ? "svg" : "png")}\"";
        using QRCodeData data = QRCodeGenerator.GenerateQrCode(Content(link), QRCodeGenerator.ECCLevel.M);
        if (image == LinkImage.Svg)
        {
            using SvgQRCode svg = new(data);
            context.Response.ContentType = "image/svg+xml";
            return context.Response.WriteAsync(svg.GetGraphic(PixelsPerModule), context.RequestAborted);
        }

        using PngByteQRCode png = new(data);
        byte[] bytes = png.GetGraphic(PixelsPerModule);
        context.Response.ContentType = "image/png";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
