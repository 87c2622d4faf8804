using RetoRewards.Till;

namespace RetoRewards.Portal;

/// <summary>The pages of a partner: so far <c>/upload</c>, where files of sales are tried and imported. They look like the till's.</summary>
internal static class PortalFace
{
    private static readonly PageFile[] Files =
    [
        new("/upload", "upload.html"),
        new("/upload/upload.css", "upload.css"),
        new("/upload/upload.js", "upload.js"),
        new("/upload/upload-texts.js", "upload-texts.js"),
    ];

    public static void MapPortal(this IEndpointRouteBuilder routes) => routes.MapPage("RetoRewards.Portal.Pages", Files);
}
