using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using RetoRewards.Persistence;

namespace RetoRewards.Api.Problems;

/// <summary>The one exception handler: what a caller did wrong is named, what we did wrong is logged and not told.</summary>
internal sealed class ExceptionAnswers(IProblemDetailsService problems, ILogger<ExceptionAnswers> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "1";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        ProblemDetails details = Details(exception);
        int status = details.Status ?? StatusCodes.Status500InternalServerError;
        if (status >= StatusCodes.Status500InternalServerError)
        {
            logger.LogError(exception, "The request to {Route} failed", httpContext.GetEndpoint()?.DisplayName);
        }

        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        httpContext.Response.StatusCode = status;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = details });
    }

    private static ProblemDetails Details(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad => Problem.Details(
            StatusCodes.Status400BadRequest, "request_malformed", bad.Message),
        BadHttpRequestException bad => new ProblemDetails { Status = bad.StatusCode },
        _ when DatabaseErrors.IsConflict(exception) => Problem.Details(
            StatusCodes.Status409Conflict, "conflict", "It contradicts what is already stored. Read it again."),
        _ when DatabaseErrors.IsFault(exception) => new ProblemDetails { Status = StatusCodes.Status503ServiceUnavailable },
        _ => new ProblemDetails { Status = StatusCodes.Status500InternalServerError },
    };

    private static ProblemDetails OfJson(JsonException exception) => Problem.Details(
        StatusCodes.Status400BadRequest,
        "body_malformed",
        "The body is not the JSON that this address takes; see errors.",
        [new FieldError(JsonPath.ToPointer(exception.Path), "json_invalid", JsonPath.Explain(exception))]);
}
