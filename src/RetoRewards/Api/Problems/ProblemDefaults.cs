using Microsoft.AspNetCore.WebUtilities;

namespace RetoRewards.Api.Problems;

/// <summary>Codes for the answers that the framework gives before a route is reached.</summary>
internal static class ProblemDefaults
{
    public static void Complete(ProblemDetailsContext context)
    {
        Microsoft.AspNetCore.Mvc.ProblemDetails details = context.ProblemDetails;
        int status = details.Status ?? context.HttpContext.Response.StatusCode;
        details.Type = null;
        details.Title = ReasonPhrases.GetReasonPhrase(status);
        details.Extensions.Remove("traceId");
        if (details.Extensions.ContainsKey("code"))
        {
            return;
        }

        (string code, string sentence) = Of(status);
        details.Extensions["code"] = code;
        details.Detail = sentence;
    }

    private static (string Code, string Sentence) Of(int status) => status switch
    {
        StatusCodes.Status400BadRequest => ("request_malformed", "The request cannot be read."),
        StatusCodes.Status401Unauthorized => ("api_key_missing", "Send your key as the header Authorization: Bearer reto_..."),
        StatusCodes.Status403Forbidden => ("forbidden", "Your key may not do this."),
        StatusCodes.Status404NotFound => ("route_unknown", "There is nothing at this address; /openapi/v1.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", "This address does not take this method; see the header Allow."),
        StatusCodes.Status408RequestTimeout => ("request_timeout", "The request came too slowly."),
        StatusCodes.Status413PayloadTooLarge => ("body_too_large", "The body is larger than the service takes."),
        StatusCodes.Status415UnsupportedMediaType => ("media_type_unsupported", "Send JSON as Content-Type: application/json, not compressed."),
        StatusCodes.Status503ServiceUnavailable => ("storage_unavailable", "The service cannot store anything now. Repeat the request."),
        _ when status >= StatusCodes.Status500InternalServerError => ("internal_error", "Something went wrong on our side. Repeat the request."),
        _ => ("request_refused", "The request cannot be taken."),
    };
}
