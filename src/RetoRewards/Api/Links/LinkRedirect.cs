using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RetoRewards.Domain.Referrals;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Referrals.Places;

namespace RetoRewards.Api.Links;

/// <summary>Answers <c>/r/{code}</c> before anything else of the pipeline: it is asked more often than all of the rest together.</summary>
/// <remarks>A link that is in memory costs no database and no wait: look it up, sign a click id, leave the click to be written, redirect.</remarks>
internal sealed class LinkRedirect(
    RequestDelegate next,
    LinkCatalog catalog,
    LinkKeys keys,
    ClickJournal journal,
    VisitorLimits limits,
    IOptions<PlacesOptions> places,
    IOptions<ReferralLinkOptions> options,
    TimeProvider clock)
{
    /// <summary>The first-party cookie: the last click id, by which a later click knows the browser again.</summary>
    public const string Cookie = "reto_click";

    private const string CookieEnd = "; Max-Age=7776000; Path=/; Secure; HttpOnly; SameSite=Lax";

    private readonly IPNetwork[] trusted = [.. places.Value.TrustedProxies.Select(text => IPNetwork.Parse(text))];
    private readonly string publicUrl = options.Value.PublicUrl.TrimEnd('/');

    public Task InvokeAsync(HttpContext context)
    {
        string? path = context.Request.Path.Value;
        if (path is null || !path.StartsWith(GeotaggedLink.PathPrefix, StringComparison.Ordinal))
        {
            return next(context);
        }

        bool isGet = HttpMethods.IsGet(context.Request.Method);
        if (!isGet && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return LinkPages.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "Follow a link with GET.");
        }

        string rest = path[GeotaggedLink.PathPrefix.Length..];
        LinkTarget? target = catalog.Find(rest, out bool isOld);
        if (target is null || isOld)
        {
            return FindAsync(context, rest, target);
        }

        return AnswerAsync(context, target, isGet);
    }

    /// <summary>The way of a link that is not in memory, is spelled in another way, or is a QR code.</summary>
    private async Task FindAsync(HttpContext context, string rest, LinkTarget? old)
    {
        if (old is not null)
        {
            _ = RefreshQuietlyAsync(old.Code);
            await AnswerAsync(context, old, HttpMethods.IsGet(context.Request.Method));
            return;
        }

        IPAddress address = VisitorAddress.Network(Visitor(context));
        if (!limits.MayGuess(address))
        {
            Measures.Click("guessing");
            context.Response.Headers.RetryAfter = "60";
            await LinkPages.WriteAsync(context, StatusCodes.Status429TooManyRequests, "rate_limited", "Too many unknown codes. Wait a minute.");
            return;
        }

        (string text, LinkImage? image) = LinkImages.Split(rest);
        LinkReading reading = GeotaggedLink.Read(text, null, keys.Geotags);
        string? code = reading is LinkReading.Readable readable ? LinkPages.CodeOf(readable.Code) : null;
        LinkTarget? target = code is null ? null
            : catalog.Find(code, out _) ?? await catalog.ReadAsync(code, context.RequestAborted);
        if (target is null)
        {
            limits.NoteUnknown(address);
            string refusal = (reading as LinkReading.NoCode)?.Refusal ?? ReferralRefusals.CodeUnknown;
            Measures.Click(refusal);
            await LinkPages.WriteAsync(context, StatusCodes.Status404NotFound, refusal, LinkPages.Sentence(refusal));
            return;
        }

        if (image is { } wanted)
        {
            await LinkImages.WriteAsync(context, wanted, LinkOf(context, target), target);
            return;
        }

        await AnswerAsync(context, target, HttpMethods.IsGet(context.Request.Method));
    }

    private Task AnswerAsync(HttpContext context, LinkTarget target, bool isGet)
    {
        if (target.Landing is not { } landing)
        {
            Measures.Click("landing_refused");
            return LinkPages.WriteAsync(
                context, StatusCodes.Status404NotFound, "landing_not_allowed", "The campaign's landing address is not one that this service sends visitors to.");
        }

        HttpRequest request = context.Request;
        string userAgent = request.Headers.UserAgent.ToString();
        string? query = request.QueryString.Value;
        string? tagText = LinkQuery.Find(query, 'g');
        GeotagReading? tag = tagText is null ? null : target.ReadTag(tagText, keys);
        DeviceClass device = Visits.DeviceOf(userAgent);

        // Only programs ask with HEAD: no browser follows a link so.
        bool byBot = !isGet || device == DeviceClass.Bot || IsPrefetch(request);
        ClickId click = NewClick(request, target, byBot);
        if (isGet)
        {
            IPAddress address = Visitor(context);
            bool isWithin = limits.MayClick(VisitorAddress.Network(address));
            bool isRecorded = isWithin
                && journal.TryAdd(new PendingClick(click, target, tag, Mediums.Read(LinkQuery.Find(query, 'm')), device, address, userAgent));
            click = click with { Unrecorded = !isRecorded };
            if (isRecorded || !isWithin)
            {
                // What the journal has no room for, it counts itself.
                Measures.Click(!isWithin ? "not_recorded" : byBot ? "bot" : "recorded");
            }
        }
        else
        {
            Measures.Click("asked_only");
        }

        if (byBot && Visits.WantsPreview(userAgent))
        {
            return LinkPages.WritePreviewAsync(context, target, LinkOf(context, target));
        }

        string id = click.ToText(keys);
        HttpResponse response = context.Response;
        response.StatusCode = StatusCodes.Status302Found;
        response.Headers.Location = string.Concat(landing.Prefix, id, landing.Suffix);
        response.Headers.CacheControl = "no-store";
        response.Headers.SetCookie = string.Concat(Cookie + "=", id, CookieEnd);
        response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private ClickId NewClick(HttpRequest request, LinkTarget target, bool byBot)
    {
        Span<byte> random = stackalloc byte[18];
        RandomNumberGenerator.Fill(random);
        ClickId? before = request.Headers.Cookie.Count > 0 ? ClickId.Read(request.Cookies[Cookie], keys) : null;
        long visitor = before?.Visitor ?? BitConverter.ToInt64(random[10..]);
        return new ClickId(ClickId.NewId(clock.GetUtcNow(), random), visitor, target.Code, byBot);
    }

    private IPAddress Visitor(HttpContext context) => VisitorAddress.Find(
        context.Connection.RemoteIpAddress, trusted.Length == 0 ? null : context.Request.Headers["X-Forwarded-For"].ToString(), trusted);

    private static bool IsPrefetch(HttpRequest request) =>
        request.Headers.TryGetValue("Sec-Purpose", out Microsoft.Extensions.Primitives.StringValues purpose)
        && purpose.ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase);

    private string LinkOf(HttpContext context, LinkTarget target)
    {
        string? tag = LinkQuery.Find(context.Request.QueryString.Value, 'g');
        bool genuine = tag is not null && target.ReadTag(tag, keys) is GeotagReading.Genuine;
        string path = GeotaggedLink.Build(target.LinkCode);
        return LinkPages.Host(context, publicUrl) + (genuine ? $"{path}?{GeotaggedLink.TagParameter}={tag}" : path);
    }

    private async Task RefreshQuietlyAsync(string code)
    {
        try
        {
            await catalog.RefreshAsync(code);
        }
        catch (Exception exception) when (DatabaseErrors.IsFault(exception))
        {
            // The visitor has been answered with what was known; the next one asks again.
            Measures.Click("refresh_failed");
        }
    }
}
