namespace RetoRewards.Till;

/// <summary>The page of a cashier at <c>/till</c>.</summary>
internal static class TillFace
{
    private static readonly PageFile[] Files =
    [
        new("/till", "till.html"),
        new("/till/till.css", "till.css"),
        new("/till/till.js", "till.js"),
        new("/till/texts.js", "texts.js"),
        new("/till/language.js", "language.js"),
        new("/till/store.js", "store.js"),
        new("/till/signing.js", "signing.js"),
        new("/till/scan.js", "scan.js"),
        new("/till/service.js", "service.js"),
        // A browser fetches the page's files anew when the worker changed, and it carries their version.
        new("/till-worker.js", "worker.js"),
    ];

    public static void MapTill(this IEndpointRouteBuilder routes) => routes.MapPage("RetoRewards.Till.Pages", Files);
}
