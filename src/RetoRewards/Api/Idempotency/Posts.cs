using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Problems;
using RetoRewards.Persistence;

namespace RetoRewards.Api.Idempotency;

/// <summary>Runs every POST: once under its Idempotency-Key where it has one, and its answer is stored in the same commit.</summary>
/// <remarks>
/// Only what was done is kept under the key. A refused request did nothing, so its repetition is judged anew, as it may
/// have become possible. Two requests with one key at the same time: the second is told to wait and repeat.
/// </remarks>
internal sealed class Posts(
    WriteGate gate, IDbContextFactory<RetoDbContext> databases, IOptions<JsonOptions> json, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(Guid Scope, string Key), bool> inFlight = new();
    private readonly JsonSerializerOptions json = json.Value.SerializerOptions;

    /// <summary>Runs work that writes through the transaction it is given.</summary>
    public Task<Results<Created<T>, Ok<T>, ProblemHttpResult>> RunAsync<T>(
        HttpContext context, Func<WriteTransaction, Task<Outcome<Made<T>>>> work) =>
        GuardAsync(context, request => gate.WriteAsync(
            WritePriority.Intake,
            async transaction =>
            {
                if (request is not null && await FindAsync<T>(transaction.Db, request, transaction.CancellationToken) is { } before)
                {
                    return before;
                }

                Outcome<Made<T>> outcome = await work(transaction);
                if (request is not null && outcome is Outcome<Made<T>>.Done done)
                {
                    transaction.InsertOne(Row(request, done.Value));
                }

                return outcome;
            },
            context.RequestAborted));

    /// <summary>Runs work that commits by itself and may be repeated without harm; the answer is stored right after it.</summary>
    /// <remarks>Dying in between loses the stored answer only: the repetition finds what was done and says the same.</remarks>
    public Task<Results<Created<T>, Ok<T>, ProblemHttpResult>> RunRepeatableAsync<T>(
        HttpContext context, Func<CancellationToken, Task<Outcome<Made<T>>>> work) =>
        GuardAsync(context, async request =>
        {
            if (request is null)
            {
                return await work(context.RequestAborted);
            }

            await using (RetoDbContext db = await databases.CreateDbContextAsync(context.RequestAborted))
            {
                if (await FindAsync<T>(db, request, context.RequestAborted) is { } before)
                {
                    return before;
                }
            }

            Outcome<Made<T>> outcome = await work(context.RequestAborted);
            if (outcome is Outcome<Made<T>>.Done done)
            {
                await gate.WriteAsync(WritePriority.Intake, transaction => KeepAsync(transaction, request, done.Value), CancellationToken.None);
            }

            return outcome;
        });

    /// <summary>Keeps an answer, unless another process was asked with the same key at the same time and kept its own.</summary>
    private async Task KeepAsync<T>(WriteTransaction transaction, IdempotentRequest request, Made<T> made)
    {
        bool isKept = await transaction.Db.Set<IdempotencyKeyRow>()
            .AnyAsync(kept => kept.Scope == request.Scope && kept.Key == request.Key, transaction.CancellationToken);
        if (!isKept)
        {
            transaction.InsertOne(Row(request, made));
        }
    }

    private async Task<Results<Created<T>, Ok<T>, ProblemHttpResult>> GuardAsync<T>(
        HttpContext context, Func<IdempotentRequest?, Task<Outcome<Made<T>>>> work)
    {
        IdempotentRequest? request = context.Features.Get<IdempotentRequest>();
        if (request is null)
        {
            return Answer(context, await work(null));
        }

        if (!inFlight.TryAdd((request.Scope, request.Key), true))
        {
            context.Response.Headers.RetryAfter = "1";
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "idempotency_key_in_flight",
                "A request with this Idempotency-Key is being worked on. Repeat yours when it has been answered.");
        }

        try
        {
            return Answer(context, await work(request));
        }
        finally
        {
            inFlight.TryRemove((request.Scope, request.Key), out _);
        }
    }

    private async Task<Outcome<Made<T>>?> FindAsync<T>(RetoDbContext db, IdempotentRequest request, CancellationToken cancellationToken)
    {
        IdempotencyKeyRow? row = await db.Set<IdempotencyKeyRow>()
            .SingleOrDefaultAsync(kept => kept.Scope == request.Scope && kept.Key == request.Key, cancellationToken);
        if (row is null)
        {
            return null;
        }

        if (!CryptographicOperations.FixedTimeEquals(row.RequestHash, request.RequestHash))
        {
            return new Refusal(
                RefusalKind.NotAllowed,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another request. Use a new key for a new request.");
        }

        T answer = JsonSerializer.Deserialize<T>(row.Body, json)
            ?? throw new InvalidOperationException("The answer kept under an Idempotency-Key is damaged.");
        return new Made<T>(answer, row.Status == StatusCodes.Status201Created)
        {
            Location = row.Location,
            Version = row.Version,
            IsReplayed = true,
        };
    }

    private IdempotencyKeyRow Row<T>(IdempotentRequest request, Made<T> made) => new()
    {
        Scope = request.Scope,
        Key = request.Key,
        RequestHash = request.RequestHash,
        Status = made.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK,
        Location = made.Location,
        Version = made.Version,
        Body = JsonSerializer.Serialize(made.Kept ?? made.Answer, json),
        CreatedAt = clock.GetUtcNow(),
    };

    private static Results<Created<T>, Ok<T>, ProblemHttpResult> Answer<T>(HttpContext context, Outcome<Made<T>> outcome)
    {
        if (outcome is Outcome<Made<T>>.Refused refused)
        {
            return Problem.Of(refused.Why);
        }

        Made<T> made = ((Outcome<Made<T>>.Done)outcome).Value;
        if (made.Version is { } version)
        {
            context.Response.Headers.ETag = Precondition.ETag(version);
        }

        if (made.IsReplayed)
        {
            context.Response.Headers[IdempotentRequest.ReplayedHeader] = "true";
        }

        Uri? location = made.Location is null ? null : new Uri(made.Location, UriKind.Relative);
        return made.IsNew ? TypedResults.Created(location, made.Answer) : TypedResults.Ok(made.Answer);
    }
}
