using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>A call that is refused.</summary>
/// <param name="Channel">Who told.</param>
/// <param name="Why">What it is answered.</param>
/// <param name="EventId">The event id that it named; null when it could not be read.</param>
/// <param name="Body">What was sent.</param>
internal sealed record RefusedCall(ChannelRow Channel, SaleAnswer.Refused Why, string? EventId, ReadOnlyMemory<byte> Body)
{
    /// <summary>The refused ones among events of one channel, but for conflicts, which the intake notes by itself.</summary>
    public static RefusedCall[] NotNoted(ChannelRow channel, IReadOnlyList<EventSubmission> told, IReadOnlyList<SaleAnswer> answers) =>
    [
        .. told.Zip(answers)
            .Where(one => one.Second is SaleAnswer.Refused { Code: not SaleRefusals.EventConflictCode })
            .Select(one => new RefusedCall(channel, (SaleAnswer.Refused)one.Second, one.First.EventId, one.First.Body)),
    ];
}

/// <summary>Notes refused calls that leave no event, so that the partner can see them (N5): the same again is counted and not stored anew.</summary>
internal sealed class NoteRefusedCalls(WriteGate gate, TimeProvider clock)
{
    private static readonly string[] Counted = [nameof(RefusedCallRow.LastAt), nameof(RefusedCallRow.Times)];

    /// <summary>Notes them, durably before it returns.</summary>
    public Task ExecuteAsync(IReadOnlyList<RefusedCall> calls, CancellationToken cancellationToken) => calls.Count == 0
        ? Task.CompletedTask
        : gate.WriteAsync(WritePriority.Intake, write => InsideAsync(write, calls, clock.GetUtcNow()), cancellationToken);

    /// <summary>Notes them in the caller's transaction.</summary>
    public static async Task InsideAsync(WriteTransaction write, IReadOnlyList<RefusedCall> calls, DateTimeOffset now)
    {
        if (calls.Count == 0)
        {
            return;
        }

        RefusedCallRow[] told = [.. calls.Select(call => Row(call, now))];
        byte[][] digests = [.. told.Select(row => row.Digest)];
        Dictionary<(Guid Channel, string Code, string Digest), RefusedCallRow> known = (await write.Db.Set<RefusedCallRow>()
                .Where(row => digests.Contains(row.Digest)).ToListAsync(write.CancellationToken))
            .ToDictionary(KeyOf);
        HashSet<RefusedCallRow> again = [];
        List<RefusedCallRow> fresh = [];
        foreach (RefusedCallRow row in told)
        {
            if (known.TryAdd(KeyOf(row), row))
            {
                fresh.Add(row);
                continue;
            }

            RefusedCallRow before = known[KeyOf(row)];
            before.LastAt = now;
            before.Times = before.Times == int.MaxValue ? before.Times : before.Times + 1;
            again.Add(before);
        }

        again.ExceptWith(fresh);
        write.Insert(fresh);
        write.Update([.. again], Counted);
    }

    private static RefusedCallRow Row(RefusedCall call, DateTimeOffset now) => new()
    {
        RefusedCallId = Guid.CreateVersion7(now),
        ChannelId = call.Channel.ChannelId,
        PartnerId = call.Channel.PartnerId,
        Code = call.Why.Code,
        Detail = call.Why.Sentence.Length <= RefusedCallRow.MaxDetailLength ? call.Why.Sentence : call.Why.Sentence[..RefusedCallRow.MaxDetailLength],
        EventId = call.EventId is { Length: <= EventChecks.MaxEventIdLength } id ? id : null,
        Digest = SHA256.HashData(call.Body.Span),
        FirstAt = now,
        LastAt = now,
        Times = 1,
    };

    private static (Guid Channel, string Code, string Digest) KeyOf(RefusedCallRow row) =>
        (row.ChannelId.Value, row.Code, Convert.ToHexString(row.Digest));
}
