using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Problems;
using RetoRewards.Domain.Sales;
using RetoRewards.Observability;
using RetoRewards.Sales;
using RetoRewards.Sales.Webhooks;

namespace RetoRewards.Api;

/// <summary>Takes the calls of shops: the signature over the raw bytes first, then what they say, then the record of it.</summary>
internal sealed class WebhookPosts(
    RecordEvents handler,
    ChannelDirectory channels,
    NoteRefusedCalls refusedCalls,
    IOptions<JsonOptions> json,
    IOptions<ApiOptions> options,
    TimeProvider clock,
    ILogger<WebhookPosts> logger)
{
    /// <summary>Kinds of channels whose webhooks are of our own format.</summary>
    private static readonly ChannelKind[] OwnFormat = [ChannelKind.Own, ChannelKind.Till, ChannelKind.File];

    private readonly JsonSerializerOptions json = json.Value.SerializerOptions;

    public async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> TakeAsync(HttpContext context, Guid channelId)
    {
        KnownChannel? known = channelId == Guid.Empty ? null : await channels.FindAsync(new ChannelId(channelId), context.RequestAborted);
        ReadOnlyMemory<byte> body = await ReadBodyAsync(context.Request, context.RequestAborted);
        WebhookCall call = new(name => context.Request.Headers[name], body, known?.Row.NotificationUrl);
        SignatureCheck check = Verify(known, call, clock.GetUtcNow());
        if (check != SignatureCheck.Good)
        {
            return await RefuseAsync(known, check, body, context.RequestAborted);
        }

        if (known!.Row.ClosedAt is not null)
        {
            await NoteAsync(known.Row, "channel_closed", "The channel is closed and tells nothing more.", body, context.RequestAborted);
        }

        if (EventPosts.MayTell(context, channels, known.Row) is { } refusal)
        {
            return refusal;
        }

        return Read(known.Row, call) switch
        {
            WebhookReading.Ignored ignored => TypedResults.Ok(new WebhookAnswer([], ignored.Sentence)),
            WebhookReading.Unreadable unreadable => await UnreadableAsync(known.Row, unreadable, body, context.RequestAborted),
            WebhookReading.Events events => await RecordAsync(known.Row, events.Submissions, body, context.RequestAborted),
            _ => throw new InvalidOperationException("No such reading."),
        };
    }

    /// <summary>A channel that does not exist is refused as one whose signature does not fit, so that nobody learns which exist.</summary>
    private static SignatureCheck Verify(KnownChannel? known, WebhookCall call, DateTimeOffset now)
    {
        if (known is null)
        {
            return SignatureCheck.Wrong;
        }

        IReadOnlyList<string> secrets = known.SecretsAt(now);
        return WebhookAdapter.Of(known.Row.Kind) is { } adapter ? adapter.Verify(call, secrets, now)
            : OwnFormat.Contains(known.Row.Kind) ? StandardWebhooks.Verify(call, secrets, now)
            : SignatureCheck.Wrong;
    }

    /// <summary>A signature that does not fit leaves nothing, whoever sends it; a well-signed call that comes out of time is noted.</summary>
    private async Task<ProblemHttpResult> RefuseAsync(
        KnownChannel? known, SignatureCheck check, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        (string code, string sentence) = check switch
        {
            SignatureCheck.Missing => ("signature_missing", "The call carries no signature."),
            SignatureCheck.OutOfTime => (
                "signature_out_of_time",
                $"The signed moment lies more than {Signatures.Tolerance.TotalMinutes:0} minutes from our clock. Check the sender's."),
            _ => ("signature_invalid", "The signature fits none of the channel's secrets, or there is no such channel."),
        };
        Measures.WebhookRefused(code);
        if (known is not null)
        {
            logger.LogWarning("A call on channel {ChannelId} was refused: {Code}", known.Row.ChannelId, code);
            if (check == SignatureCheck.OutOfTime)
            {
                await NoteAsync(known.Row, code, sentence, body, cancellationToken);
            }
        }

        return Problem.Of(StatusCodes.Status401Unauthorized, code, sentence);
    }

    private Task NoteAsync(ChannelRow channel, string code, string sentence, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        refusedCalls.ExecuteAsync([new RefusedCall(channel, new SaleAnswer.Refused(code, sentence), null, body)], cancellationToken);

    private async Task<ProblemHttpResult> UnreadableAsync(
        ChannelRow channel, WebhookReading.Unreadable unreadable, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await NoteAsync(channel, unreadable.Code, unreadable.Sentence, body, cancellationToken);
        Measures.WebhookRefused(unreadable.Code);
        logger.LogWarning("A well-signed call on channel {ChannelId} cannot be read: {Code}", channel.ChannelId, unreadable.Code);
        return Problem.Of(StatusCodes.Status422UnprocessableEntity, unreadable.Code, unreadable.Sentence);
    }

    private WebhookReading Read(ChannelRow channel, WebhookCall call) =>
        WebhookAdapter.Of(channel.Kind) is { } adapter ? adapter.Read(call) : ReadOwn(call);

    /// <summary>Our own format: a sale or an event as the REST interface takes it; its event id may be the header's.</summary>
    private WebhookReading ReadOwn(WebhookCall call)
    {
        WebhookBody? body;
        try
        {
            body = JsonSerializer.Deserialize<WebhookBody>(call.Body.Span, json);
        }
        catch (JsonException exception)
        {
            return new WebhookReading.Unreadable("body_malformed", $"The body is no sale or event as the interface describes it, at {exception.Path}.");
        }

        string? id = call.Headers(StandardWebhooks.IdHeader);
        (EventSubmission? submission, SaleAnswer.Refused? refusal) = body switch
        {
            { Sale: { } sale, Event: null } => SaleReading.Read(sale with { EventId = sale.EventId ?? id }),
            { Event: { } one, Sale: null } => EventReading.Read(one with { EventId = one.EventId ?? id }),
            _ => (null, new SaleAnswer.Refused("body_malformed", "The body holds either a sale or an event.")),
        };
        return submission is null
            ? new WebhookReading.Unreadable(refusal!.Code, refusal.Sentence)
            : new WebhookReading.Events([submission]);
    }

    private async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> RecordAsync(
        ChannelRow channel, IReadOnlyList<EventSubmission> submissions, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        EventSubmission[] withBody = [.. submissions.Select(one => one with { Body = body })];
        SaleAnswer[] answers = await handler.ExecuteAsync(channel, withBody, cancellationToken);
        await refusedCalls.ExecuteAsync(RefusedCall.NotNoted(channel, withBody, answers), cancellationToken);
        // What was recorded stays; the shop calls again, and then only what was refused is judged anew.
        return answers.OfType<SaleAnswer.Refused>().FirstOrDefault() is { } refused
            ? Problem.Of(SaleProblems.Refuse(refused))
            : TypedResults.Ok(new WebhookAnswer(
                [.. answers.Select((answer, index) => BulkSaleAnswer.Of(submissions[index].EventId, answer))], null));
    }

    /// <summary>The body as it came; the server ends one that is larger than it takes, or comes too slowly.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        int most = options.Value.MaxBodyBytes;
        if (request.ContentLength > most)
        {
            throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        }

        using MemoryStream buffer = new((int)(request.ContentLength ?? 1024));
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}

/// <summary>The body of a webhook of our own format; exactly one of the two.</summary>
/// <param name="Sale">A sale, as POST /v1/sales takes it; the channel is the address's.</param>
/// <param name="Event">An event, as POST /v1/events takes it.</param>
internal sealed record WebhookBody(SaleRequest? Sale, EventRequest? Event);

/// <summary>What a shop is told.</summary>
/// <param name="Items">One for each event that the call told of.</param>
/// <param name="Ignored">Why the call tells of nothing; null when it tells of something.</param>
internal sealed record WebhookAnswer(IReadOnlyList<BulkSaleAnswer> Items, string? Ignored);
