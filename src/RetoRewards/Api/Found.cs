using Microsoft.AspNetCore.Http.HttpResults;
using RetoRewards.Api.Problems;

namespace RetoRewards.Api;

/// <summary>The answer of a route that reads one thing.</summary>
internal static class Found
{
    /// <summary>The thing, or the refusal that hides whether it exists.</summary>
    public static Results<Ok<T>, ProblemHttpResult> Answer<TRow, T>(string thing, TRow? row, Func<TRow, T> answer)
        where TRow : class =>
        row is null ? Problem.Of(Refusal.NotFound(thing)) : TypedResults.Ok(answer(row));

    /// <summary>The same, with the version as ETag.</summary>
    public static Results<Ok<T>, ProblemHttpResult> Answer<TRow, T>(
        HttpContext context, string thing, TRow? row, Func<TRow, T> answer, Func<TRow, int> version)
        where TRow : class
    {
        if (row is not null)
        {
            context.Response.Headers.ETag = Precondition.ETag(version(row));
        }

        return Answer(thing, row, answer);
    }
}
