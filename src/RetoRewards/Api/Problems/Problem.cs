using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace RetoRewards.Api.Problems;

/// <summary>Refusals as RFC 9457 problem details with a stable <c>code</c> and, where fields are at fault, their <c>errors</c>.</summary>
internal static class Problem
{
    /// <summary>The status that a kind of refusal has.</summary>
    public static int Status(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => StatusCodes.Status400BadRequest,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Stale => StatusCodes.Status412PreconditionFailed,
        RefusalKind.NotAllowed => StatusCodes.Status422UnprocessableEntity,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of refusal."),
    };

    public static ProblemHttpResult Of(Refusal refusal) => Of(Status(refusal.Kind), refusal.Code, refusal.Sentence, refusal.Fields);

    public static ProblemHttpResult Of(int status, string code, string sentence, IReadOnlyList<FieldError>? fields = null) =>
        TypedResults.Problem(Details(status, code, sentence, fields));

    public static ProblemDetails Details(int status, string code, string sentence, IReadOnlyList<FieldError>? fields = null)
    {
        ProblemDetails details = new()
        {
            Status = status,
            Title = ReasonPhrases.GetReasonPhrase(status),
            Detail = sentence,
            Extensions = { ["code"] = code },
        };
        if (fields is { Count: > 0 })
        {
            details.Extensions["errors"] = fields
                .Select(field => new ProblemError("#" + field.Pointer, field.Code, field.Sentence)).ToArray();
        }

        return details;
    }
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Pointer">The field, as a JSON pointer in fragment form: <c>#/wallet</c>.</param>
/// <param name="Code">The stable machine code.</param>
/// <param name="Detail">The same for a person.</param>
internal sealed record ProblemError(string Pointer, string Code, string Detail);
