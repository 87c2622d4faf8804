using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>How requests tell of events, one or many: the channel is found, each is read, and all are recorded together.</summary>
internal sealed class EventPosts(Posts posts, RecordEvents handler)
{
    /// <summary>Records one event.</summary>
    public async Task<Results<Created<SaleTakenAnswer>, Ok<SaleTakenAnswer>, ProblemHttpResult>> OneAsync<TRequest>(
        HttpContext context, RetoDbContext db, Guid? channelId, TRequest request, ReadEvent<TRequest> read)
    {
        (ChannelRow? channel, Refusal? refusal) = await FindChannelAsync(db, context, channelId);
        if (channel is null)
        {
            return Problem.Of(refusal!);
        }

        return await posts.RunRepeatableAsync<SaleTakenAnswer>(context, async cancellationToken =>
        {
            (EventSubmission? submission, SaleAnswer.Refused? unread) = read(request);
            SaleAnswer answer = submission is null ? unread! : (await handler.ExecuteAsync(channel, [submission], cancellationToken))[0];
            return answer switch
            {
                SaleAnswer.Recorded recorded => new Made<SaleTakenAnswer>(
                    new SaleTakenAnswer(recorded.SaleId?.Value, recorded.SaleEventId.Value, recorded.Outcome?.Code()), IsNew: true)
                {
                    Location = submission is SaleSubmission && recorded.SaleId is { } sale
                        ? ApiFace.Path("sales", sale)
                        : ApiFace.Path("events", recorded.SaleEventId),
                },
                SaleAnswer.Repeated repeated => new Made<SaleTakenAnswer>(
                    new SaleTakenAnswer(repeated.SaleId?.Value, repeated.SaleEventId.Value, repeated.Outcome?.Code()), IsNew: false),
                SaleAnswer.Refused refused => SaleProblems.Refuse(refused),
                _ => throw new InvalidOperationException("No such answer."),
            };
        });
    }

    /// <summary>Records many events, each with an answer of its own.</summary>
    /// <param name="context">The request.</param>
    /// <param name="db">For reading.</param>
    /// <param name="channelId">Who tells of all of them.</param>
    /// <param name="requests">What was sent.</param>
    /// <param name="pointer">Where they stand in the request, as a JSON pointer.</param>
    /// <param name="named">The channel and the event id that a single one names.</param>
    /// <param name="read">Reads one.</param>
    public async Task<Results<Created<BulkSalesAnswer>, Ok<BulkSalesAnswer>, ProblemHttpResult>> ManyAsync<TRequest>(
        HttpContext context,
        RetoDbContext db,
        Guid? channelId,
        IReadOnlyList<TRequest?>? requests,
        string pointer,
        Func<TRequest, (Guid? ChannelId, string? EventId)> named,
        ReadEvent<TRequest?> read)
        where TRequest : class
    {
        if (requests is not { Count: > 0 and <= RecordEvents.MaxSubmissions })
        {
            FieldChecks checks = new();
            checks.Add(pointer, "out_of_range", $"Send 1 to {RecordEvents.MaxSubmissions}.");
            return Problem.Of(checks.Refusal!);
        }

        (ChannelRow? channel, Refusal? refusal) = await FindChannelAsync(db, context, channelId);
        if (channel is null)
        {
            return Problem.Of(refusal!);
        }

        return await posts.RunRepeatableAsync<BulkSalesAnswer>(context, async cancellationToken =>
        {
            SaleAnswer[] answers = await RecordAllAsync(channel, requests, named, read, cancellationToken);
            return new Made<BulkSalesAnswer>(
                new BulkSalesAnswer([.. answers.Select((answer, index) =>
                    BulkSaleAnswer.Of(requests[index] is { } request ? named(request).EventId : null, answer))]),
                IsNew: false);
        });
    }

    /// <summary>Hands the readable ones on together, and puts every answer where its event stood.</summary>
    private async Task<SaleAnswer[]> RecordAllAsync<TRequest>(
        ChannelRow channel,
        IReadOnlyList<TRequest?> requests,
        Func<TRequest, (Guid? ChannelId, string? EventId)> named,
        ReadEvent<TRequest?> read,
        CancellationToken cancellationToken)
        where TRequest : class
    {
        SaleAnswer[] answers = new SaleAnswer[requests.Count];
        List<int> places = new(requests.Count);
        List<EventSubmission> readable = new(requests.Count);
        for (int index = 0; index < requests.Count; index++)
        {
            if (requests[index] is { } request && named(request).ChannelId is { } other && other != channel.ChannelId.Value)
            {
                answers[index] = new SaleAnswer.Refused("channel_differs", "The events of one request are one channel's.");
                continue;
            }

            (EventSubmission? submission, SaleAnswer.Refused? refusal) = read(requests[index]);
            if (submission is null)
            {
                answers[index] = refusal!;
                continue;
            }

            places.Add(index);
            readable.Add(submission);
        }

        SaleAnswer[] recorded = readable.Count == 0 ? [] : await handler.ExecuteAsync(channel, readable, cancellationToken);
        for (int index = 0; index < recorded.Length; index++)
        {
            answers[places[index]] = recorded[index];
        }

        return answers;
    }

    private static async Task<(ChannelRow? Channel, Refusal? Refusal)> FindChannelAsync(
        RetoDbContext db, HttpContext context, Guid? channelId)
    {
        if (channelId is not { } given || given == Guid.Empty)
        {
            FieldChecks checks = new();
            checks.Add("/channelId", "required", "Say which channel tells.");
            return (null, checks.Refusal);
        }

        ChannelId id = new(given);
        ChannelRow? channel = await db.Set<ChannelRow>().VisibleTo(context.Caller())
            .SingleOrDefaultAsync(row => row.ChannelId == id, context.RequestAborted);
        return (channel, channel is null ? Refusal.NotFound("channel") : null);
    }
}

/// <summary>Reads a request into a submission, or says what of it has the wrong form; exactly one of them.</summary>
internal delegate (EventSubmission? Submission, SaleAnswer.Refused? Refusal) ReadEvent<in TRequest>(TRequest request);
