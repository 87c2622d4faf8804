using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Till;

/// <summary>The page of a cashier at <c>/till</c>: a few files that are part of the program, and nothing from elsewhere.</summary>
internal static class TillFace
{
    /// <summary>Nothing but the page's own files runs, and it speaks to nobody but this service.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; media-src 'self' blob: mediastream:; "
        + "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Script = "text/javascript; charset=utf-8";

    private static readonly (string Path, string File, string MediaType)[] Pages =
    [
        ("/till", "till.html", "text/html; charset=utf-8"),
        ("/till/till.css", "till.css", "text/css; charset=utf-8"),
        ("/till/till.js", "till.js", Script),
        ("/till/texts.js", "texts.js", Script),
        ("/till/store.js", "store.js", Script),
        ("/till/signing.js", "signing.js", Script),
        ("/till/scan.js", "scan.js", Script),
        ("/till/service.js", "service.js", Script),
        ("/till-worker.js", "worker.js", Script),
    ];

    public static void MapTill(this IEndpointRouteBuilder routes)
    {
        Dictionary<string, byte[]> contents = Pages.ToDictionary(page => page.File, page => Read(page.File), StringComparer.Ordinal);
        string version = Convert.ToHexStringLower(SHA256.HashData([.. contents.Values.SelectMany(content => content)]))[..16];
        // A browser fetches the page's files anew when the worker changed, and it changes when any of them did.
        contents["worker.js"] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(contents["worker.js"]).Replace("VERSION", version, StringComparison.Ordinal));
        foreach ((string path, string file, string mediaType) in Pages)
        {
            byte[] content = contents[file];
            routes.MapGet(path, context => WriteAsync(context, content, mediaType, $"\"{version}\"")).AllowAnonymous().ExcludeFromDescription();
        }
    }

    private static async Task WriteAsync(HttpContext context, byte[] content, string mediaType, string tag)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
        headers.CacheControl = "no-cache";
        headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static byte[] Read(string file)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"RetoRewards.Till.Pages.{file}")
            ?? throw new InvalidOperationException($"The page's file {file} is not part of the program.");
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
