using Microsoft.AspNetCore.Http.HttpResults;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;

namespace RetoRewards.Api;

/// <summary>Where shops call. The signature is the key, so none is asked for.</summary>
internal static class WebhookRoutes
{
    private static readonly RouteExamples Examples = new(
        """
        {"sale":{"saleNumber":"536365","soldAt":"2026-03-02T10:15:00Z","currency":"GBP",
         "lines":[{"sku":"85123A","quantity":6,"unitPrice":"2.55"}]}}
        """,
        """
        {"items":[{"eventId":"msg_2KWPBgLlAfxdpx2AI54pPJ85f4W","status":"recorded","saleId":"0198f2b0-5c10-7e4d-a1b2-c3d4e5f60718",
          "saleEventId":"0198f2b0-5c10-7f00-b2c3-d4e5f6071829","outcome":null,"code":null,"detail":null,"line":null}],"ignored":null}
        """);

    public static void MapWebhooks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/webhooks/{channelId:id}", TakeAsync).AllowAnonymous().WithTags("Webhooks")
            .Accepts<WebhookBody>("application/json")
            .Describe("takeWebhook", "Take a signed call of a shop, or of your own system", Examples, 401, 409, 413, 422)
            .KeepNoAnswer();

    private static Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> TakeAsync(Guid channelId, HttpContext context, WebhookPosts posts) =>
        posts.TakeAsync(context, channelId);
}
