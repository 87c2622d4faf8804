using System.Net;
using System.Text;
using RetoRewards.Domain.Referrals;
using RetoRewards.Referrals.Links;

namespace RetoRewards.Api.Links;

/// <summary>What a link answers where it does not redirect: a sentence, or a preview for the program of a social network.</summary>
internal static class LinkPages
{
    private const string Policy = "default-src 'none'; img-src https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The code that links are kept under; null for a text that is none.</summary>
    public static string? CodeOf(TypedCode code) => code.Refusal is null ? LinkCode.Of(code).Value : null;

    /// <summary>A refusal for the visitor.</summary>
    public static string Sentence(string refusal) => refusal switch
    {
        ReferralRefusals.CodeCheckFailed => "There is a typing error in this link. Please compare it with the original.",
        ReferralRefusals.CodeMalformed => "This link holds no code.",
        _ => "Nobody has this code.",
    };

    /// <summary>A page of one sentence, with the stable code of the reason in the header <c>Reto-Reason</c>.</summary>
    public static Task WriteAsync(HttpContext context, int status, string reason, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["Reto-Reason"] = reason;
        context.Response.Headers.CacheControl = "no-store";
        return WriteHtmlAsync(context, $"<!doctype html><meta charset=\"utf-8\"><title>{Text(sentence)}</title><p>{Text(sentence)}</p>");
    }

    /// <summary>The Open Graph tags that a network shows a link with. They hold what the campaign says, and nothing of the participant.</summary>
    public static Task WritePreviewAsync(HttpContext context, LinkTarget target, string link)
    {
        StringBuilder page = new("<!doctype html><html prefix=\"og: https://ogp.me/ns#\"><head><meta charset=\"utf-8\">");
        page.Append("<title>").Append(Text(target.Title)).Append("</title>");
        Tag(page, "og:type", "website");
        Tag(page, "og:title", target.Title);
        Tag(page, "og:url", link);
        Tag(page, "og:description", target.Description);
        Tag(page, "og:image", target.ImageUrl);
        page.Append("<meta name=\"twitter:card\" content=\"").Append(target.ImageUrl is null ? "summary" : "summary_large_image").Append("\">");
        page.Append("</head><body><p>").Append(Text(target.Title)).Append("</p></body></html>");
        context.Response.Headers.CacheControl = "public, max-age=300";
        return WriteHtmlAsync(context, page.ToString());
    }

    /// <summary>The address of this service as visitors know it.</summary>
    public static string Host(HttpContext context, string publicUrl) =>
        publicUrl.Length > 0 ? publicUrl : $"{context.Request.Scheme}://{context.Request.Host.ToUriComponent()}";

    private static Task WriteHtmlAsync(HttpContext context, string page)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(page, context.RequestAborted);
    }

    private static void Tag(StringBuilder page, string property, string? content)
    {
        if (content is not null)
        {
            page.Append("<meta property=\"").Append(property).Append("\" content=\"").Append(Text(content)).Append("\">");
        }
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
