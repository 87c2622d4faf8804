using Microsoft.AspNetCore.Http.HttpResults;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>How requests tell of events, one or many: the channel is found, each is read, and all are recorded together.</summary>
internal sealed class EventPosts(Posts posts, RecordEvents handler, ChannelDirectory channels)
{
    /// <summary>Records one event.</summary>
    public async Task<Results<Created<SaleTakenAnswer>, Ok<SaleTakenAnswer>, ProblemHttpResult>> OneAsync<TRequest>(
        HttpContext context, Guid? channelId, RawJson<TRequest> request, ReadEvent<TRequest> read)
        where TRequest : class
    {
        (ChannelRow? channel, ProblemHttpResult? refusal) = await FindChannelAsync(context, channelId);
        if (channel is null)
        {
            return refusal!;
        }

        return await posts.RunRepeatableAsync<SaleTakenAnswer>(context, async cancellationToken =>
        {
            (EventSubmission? submission, SaleAnswer.Refused? unread) = read(request.Value);
            SaleAnswer answer = submission is null
                ? unread!
                : (await handler.ExecuteAsync(channel, [submission with { Body = request.Body }], cancellationToken))[0];
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
    /// <param name="channelId">Who tells of all of them.</param>
    /// <param name="requests">What was sent.</param>
    /// <param name="body">The bytes of the whole request.</param>
    /// <param name="member">The member of the request in which they stand.</param>
    /// <param name="named">The channel and the event id that a single one names.</param>
    /// <param name="read">Reads one.</param>
    public async Task<Results<Created<BulkSalesAnswer>, Ok<BulkSalesAnswer>, ProblemHttpResult>> ManyAsync<TRequest>(
        HttpContext context,
        Guid? channelId,
        IReadOnlyList<TRequest?>? requests,
        ReadOnlyMemory<byte> body,
        string member,
        Func<TRequest, (Guid? ChannelId, string? EventId)> named,
        ReadEvent<TRequest?> read)
        where TRequest : class
    {
        if (requests is not { Count: > 0 and <= RecordEvents.MaxSubmissions })
        {
            FieldChecks checks = new();
            checks.Add("/" + member, "out_of_range", $"Send 1 to {RecordEvents.MaxSubmissions}.");
            return Problem.Of(checks.Refusal!);
        }

        (ChannelRow? channel, ProblemHttpResult? refusal) = await FindChannelAsync(context, channelId);
        if (channel is null)
        {
            return refusal!;
        }

        return await posts.RunRepeatableAsync<BulkSalesAnswer>(context, async cancellationToken =>
        {
            ReadOnlyMemory<byte>[] bodies = JsonSlices.Of(body, member);
            SaleAnswer[] answers = await RecordAllAsync(channel, requests, bodies, named, read, cancellationToken);
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
        ReadOnlyMemory<byte>[] bodies,
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
            readable.Add(submission with { Body = bodies[index] });
        }

        SaleAnswer[] recorded = readable.Count == 0 ? [] : await handler.ExecuteAsync(channel, readable, cancellationToken);
        for (int index = 0; index < recorded.Length; index++)
        {
            answers[places[index]] = recorded[index];
        }

        return answers;
    }

    /// <summary>The channel that may tell now, or why none may. A workstation's key is for one channel, which it need not name.</summary>
    public async ValueTask<(ChannelRow? Channel, ProblemHttpResult? Refusal)> FindChannelAsync(HttpContext context, Guid? channelId)
    {
        ChannelId? own = context.WorkstationChannel();
        if ((channelId ?? own?.Value) is not { } given || given == Guid.Empty)
        {
            FieldChecks checks = new();
            checks.Add("/channelId", "required", "Say which channel tells.");
            return (null, Problem.Of(checks.Refusal!));
        }

        KnownChannel? known = await channels.FindAsync(new ChannelId(given), context.RequestAborted);
        if (known is null || !context.Caller().Sees(known.Row.PartnerId) || (own is { } only && only != known.Row.ChannelId))
        {
            return (null, Problem.Of(Refusal.NotFound("channel")));
        }

        return MayTell(context, channels, known.Row) is { } refusal ? (null, refusal) : (known.Row, null);
    }

    /// <summary>Why the channel may not tell now; null when it may.</summary>
    public static ProblemHttpResult? MayTell(HttpContext context, ChannelDirectory channels, ChannelRow channel)
    {
        if (channel.ClosedAt is not null)
        {
            return Problem.Of(new Refusal(RefusalKind.NotAllowed, "channel_closed", "The channel is closed and tells nothing more."));
        }

        if (channels.TryTake(channel))
        {
            return null;
        }

        context.Response.Headers.RetryAfter = "1";
        return Problem.Of(
            StatusCodes.Status429TooManyRequests, "channel_rate_limited", "The channel's own rate is used up; the header Retry-After says how long to wait.");
    }
}

/// <summary>Reads a request into a submission, or says what of it has the wrong form; exactly one of them.</summary>
internal delegate (EventSubmission? Submission, SaleAnswer.Refused? Refusal) ReadEvent<in TRequest>(TRequest request);
