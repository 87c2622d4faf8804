using Microsoft.AspNetCore.Http.HttpResults;
using RetoRewards.Api.Problems;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

/// <summary>Runs a change of something that is there already, and answers with its new version.</summary>
internal sealed class Changes(WriteGate gate)
{
    /// <summary>A change that two may make at once: the request must name the version that it read.</summary>
    public async Task<Results<Ok<T>, ProblemHttpResult>> RunAsync<TRow, T>(
        HttpContext context,
        Func<WriteTransaction, int?, Task<Outcome<TRow>>> work,
        Func<TRow, T> answer,
        Func<TRow, int> version)
    {
        if (Precondition.Read(context, out int? expected) is { } problem)
        {
            return problem;
        }

        Outcome<TRow> outcome = await gate.WriteAsync(
            WritePriority.Intake, transaction => work(transaction, expected), context.RequestAborted);
        if (outcome is Outcome<TRow>.Refused refused)
        {
            return Problem.Of(refused.Why);
        }

        TRow row = ((Outcome<TRow>.Done)outcome).Value;
        context.Response.Headers.ETag = Precondition.ETag(version(row));
        return TypedResults.Ok(answer(row));
    }

    /// <summary>A change that has the same end however often it is made.</summary>
    public async Task<Results<Ok<T>, ProblemHttpResult>> RunRepeatableAsync<TRow, T>(
        HttpContext context, Func<WriteTransaction, Task<Outcome<TRow>>> work, Func<TRow, T> answer)
    {
        Outcome<TRow> outcome = await gate.WriteAsync(WritePriority.Intake, work, context.RequestAborted);
        return outcome switch
        {
            Outcome<TRow>.Done done => TypedResults.Ok(answer(done.Value)),
            Outcome<TRow>.Refused refused => Problem.Of(refused.Why),
            _ => throw new InvalidOperationException("An outcome is done or refused."),
        };
    }
}
