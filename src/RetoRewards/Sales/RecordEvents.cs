using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>The one intake: every source ends here, in the same recorded event, once.</summary>
/// <remarks>
/// Malformed input is refused at the door and stored nowhere. What is stored is durable before it is answered; calls that come
/// together share one durable commit. A sale is
/// unique by the partner's own number; an event by (channel, event id). An event whose sale has not arrived waits for it.
/// What an event earns or takes back is the rewards' stage's to say.
/// </remarks>
internal sealed class RecordEvents
{
    private readonly WriteGate gate;
    private readonly TimeProvider clock;
    private readonly GroupCommit group;
    private readonly ConcurrentDictionary<PartnerId, GroupCommit>? groups;

    public RecordEvents(WriteGate gate, TimeProvider clock)
    {
        this.gate = gate;
        this.clock = clock;
        group = new GroupCommit(RecordAsync);
        groups = gate.IsShared ? new() : null;
    }

    /// <summary>Most events in one call.</summary>
    public const int MaxSubmissions = 500;

    /// <summary>Records the events in order, each with its own answer.</summary>
    /// <param name="channel">Who tells.</param>
    /// <param name="submissions">1 to 500 events.</param>
    /// <param name="cancellationToken">Stops the call before its commit; after that the answer stands.</param>
    /// <returns>An answer for each submission, in their order.</returns>
    public async Task<SaleAnswer[]> ExecuteAsync(
        ChannelRow channel, IReadOnlyList<EventSubmission> submissions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(submissions.Count, MaxSubmissions);
        DateTimeOffset now = clock.GetUtcNow();
        CheckedEvent[] events = [.. submissions.Select(submission => EventChecks.Check(channel, submission, now))];
        SaleAnswer[] answers = await GroupOf(channel.PartnerId).JoinAsync(events, cancellationToken);
        Failpoint.Pass("intake-after-commit");
        foreach (SaleAnswer answer in answers)
        {
            Measures.IntakeEvent(answer switch
            {
                SaleAnswer.Recorded => "recorded",
                SaleAnswer.Repeated => "repeated",
                SaleAnswer.Refused refused => refused.Code,
                _ => Measures.Other,
            });
        }

        return answers;
    }

    /// <summary>Where other processes write too, a commit is of one partner, so that they find the other partners free.</summary>
    private GroupCommit GroupOf(PartnerId partner) => groups?.GetOrAdd(partner, _ => new GroupCommit(RecordAsync)) ?? group;

    /// <summary>Loads, decides and saves the events of several calls in one commit; their order is the order of arrival.</summary>
    /// <remarks>What is told of a partner's sales contradicts, repeats or waits for that partner's alone, so holding the partner is enough.</remarks>
    private Task<SaleAnswer[]> RecordAsync(IReadOnlyList<CheckedEvent> events) => gate.WriteAsync(
        WritePriority.Intake,
        WriteAccess.Beside,
        async write =>
        {
            write.Hold<PartnerRow, PartnerId>([.. events.Select(one => one.Channel.PartnerId).Distinct()]);
            DateTimeOffset now = clock.GetUtcNow();
            KnownEvents known = await KnownEvents.LoadAsync(write, [.. events.Where(one => one.Content is not null)]);

            EventDecisions decisions = new(known, now);
            SaleAnswer[] answers = [.. events.Select(decisions.Decide)];

            await SaveEvents.ExecuteAsync(write, decisions, now);
            await NameDifferencesAsync(write, events, answers, known);
            await NoteRefusedCalls.InsideAsync(write, Conflicts(events, answers), now);
            Failpoint.Pass("intake-before-commit");
            return answers;
        },
        CancellationToken.None);

    /// <summary>What contradicts an event that is known leaves no event of its own, so it is noted apart.</summary>
    private static RefusedCall[] Conflicts(IReadOnlyList<CheckedEvent> events, SaleAnswer[] answers) =>
    [
        .. events.Zip(answers).Where(one => one.Second is SaleAnswer.Refused { Code: SaleRefusals.EventConflictCode }).Select(one =>
            new RefusedCall(
                one.First.Channel,
                (SaleAnswer.Refused)one.Second,
                one.First.EventId,
                one.First.Told.Body.IsEmpty ? one.First.Hash : one.First.Told.Body)),
    ];

    /// <summary>A conflict of events says where the bodies differ, as long as the first one has not been erased.</summary>
    private static async Task NameDifferencesAsync(
        WriteTransaction write, IReadOnlyList<CheckedEvent> events, SaleAnswer[] answers, KnownEvents known)
    {
        for (int index = 0; index < events.Count; index++)
        {
            if (answers[index] is not SaleAnswer.Refused { Code: SaleRefusals.EventConflictCode } refused || events[index].Told.Body.IsEmpty)
            {
                continue;
            }

            SaleEventId before = known.Events[events[index].Key].SaleEventId;
            byte[]? body = await write.Db.Set<SaleEventBodyRow>()
                .Where(row => row.SaleEventId == before).Select(row => row.Body).SingleOrDefaultAsync(write.CancellationToken);
            if (body is not null)
            {
                answers[index] = refused with { Differences = BodyDifference.Of(body, events[index].Told.Body) };
            }
        }
    }

    /// <summary>Says what each event would be answered, and stores nothing.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    public Task<SaleAnswer[]> JudgeAsync(
        ChannelRow channel, IReadOnlyList<EventSubmission> submissions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(submissions.Count, MaxSubmissions);
        DateTimeOffset now = clock.GetUtcNow();
        CheckedEvent[] events = [.. submissions.Select(submission => EventChecks.Check(channel, submission, now))];
        return gate.WriteAsync(
            WritePriority.Stage,
            async write =>
            {
                EventDecisions decisions = new(await KnownEvents.LoadAsync(write, [.. events.Where(one => one.Content is not null)]), now);
                return (SaleAnswer[])[.. events.Select(decisions.Decide)];
            },
            cancellationToken);
    }
}
