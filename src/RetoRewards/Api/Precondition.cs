using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RetoRewards.Api.Problems;

namespace RetoRewards.Api;

/// <summary>Versions as strong entity tags: <c>ETag: "3"</c>, and <c>If-Match: "3"</c> where two may edit.</summary>
internal static class Precondition
{
    public static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Reads If-Match, which such a request must carry.</summary>
    /// <param name="context">The request.</param>
    /// <param name="version">The version that the caller read; null when it wrote <c>*</c>, which takes any.</param>
    /// <returns>What is wrong; null when nothing is. A tag that we never gave out matches nothing.</returns>
    public static ProblemHttpResult? Read(HttpContext context, out int? version)
    {
        version = null;
        string? header = context.Request.Headers.IfMatch;
        if (string.IsNullOrEmpty(header))
        {
            return Problem.Of(
                StatusCodes.Status428PreconditionRequired,
                "if_match_required",
                "Send the ETag of what you read as the header If-Match, so that nobody's change is lost.");
        }

        if (header == "*")
        {
            return null;
        }

        if (header is ['"', .. string digits, '"']
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int read)
            && ETag(read) == header)
        {
            version = read;
            return null;
        }

        return Problem.Of(Refusal.Stale);
    }
}
