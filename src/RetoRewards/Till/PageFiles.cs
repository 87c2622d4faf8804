using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Till;

/// <summary>A page of the service: a few files that are part of the program, and nothing from elsewhere.</summary>
/// <param name="Path">Its address.</param>
/// <param name="File">The file, by the name under which the program carries it.</param>
internal sealed record PageFile(string Path, string File)
{
    public string MediaType => System.IO.Path.GetExtension(File) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => throw new InvalidOperationException($"A page has no such file: {File}."),
    };
}

/// <summary>Answers the files of the pages.</summary>
internal static class PageFiles
{
    /// <summary>Nothing but the page's own files runs, and it speaks to nobody but this service.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; media-src 'self' blob: mediastream:; "
        + "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>What stands in a file for the version of all of the page's files together.</summary>
    private const string Version = "VERSION";

    /// <summary>Maps the files of one page.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="folder">The name under which the program carries them, such as <c>RetoRewards.Till.Pages</c>.</param>
    /// <param name="files">The files.</param>
    public static void MapPage(this IEndpointRouteBuilder routes, string folder, IReadOnlyList<PageFile> files)
    {
        byte[][] contents = [.. files.Select(page => Read($"{folder}.{page.File}"))];
        string version = Convert.ToHexStringLower(SHA256.HashData([.. contents.SelectMany(content => content)]))[..16];
        for (int index = 0; index < contents.Length; index++)
        {
            PageFile page = files[index];
            byte[] content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(contents[index]).Replace(Version, version, StringComparison.Ordinal));
            routes.MapGet(page.Path, context => WriteAsync(context, content, page.MediaType, $"\"{version}\"")).AllowAnonymous().ExcludeFromDescription();
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

    private static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The page's file {name} is not part of the program.");
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
