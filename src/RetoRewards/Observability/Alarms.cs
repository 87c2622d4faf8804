using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;

namespace RetoRewards.Observability;

/// <summary>Raises and clears alarms inside the caller's own transaction, so that the alarm and what it is about commit together.</summary>
/// <remarks>Both are idempotent by name and subject: a stage may raise the same alarm in every run, and only the first is news.</remarks>
internal sealed class Alarms(TimeProvider clock, ILogger<Alarms> logger)
{
    /// <summary>Longest subject, in characters.</summary>
    public const int MaxSubject = 128;

    /// <summary>Longest sentence, in characters; more is cut off.</summary>
    public const int MaxSentence = 1_000;

    /// <summary>Raises an alarm, or renews the sentence of one that is raised.</summary>
    /// <param name="write">The caller's transaction.</param>
    /// <param name="name">One of <see cref="AlarmNames"/>.</param>
    /// <param name="subject">What it is about, such as <c>lane:1</c>.</param>
    /// <param name="sentence">What is wrong, for a person. Never a key, a URL with a key, or personal data.</param>
    public async Task RaiseAsync(WriteTransaction write, string name, string subject, string sentence)
    {
        string text = sentence.Length > MaxSentence ? sentence[..MaxSentence] : sentence;
        AlarmRow? row = await FindAsync(write, name, subject);
        if (row is { ClearedAt: null })
        {
            if (row.Sentence != text)
            {
                row.Sentence = text;
                write.UpdateOne(row, nameof(AlarmRow.Sentence));
            }

            return;
        }

        DateTimeOffset now = clock.GetUtcNow();
        if (row is null)
        {
            write.InsertOne(new AlarmRow { Name = name, Subject = subject, Sentence = text, RaisedAt = now, ClearedAt = null, Times = 1 });
        }
        else
        {
            row.Sentence = text;
            row.RaisedAt = now;
            row.ClearedAt = null;
            row.Times++;
            write.UpdateOne(row, nameof(AlarmRow.Sentence), nameof(AlarmRow.RaisedAt), nameof(AlarmRow.ClearedAt), nameof(AlarmRow.Times));
        }

        Measures.AlarmRaised(name);
        logger.LogError("Alarm {Alarm} of {Subject}: {Sentence}", name, subject, text);
    }

    /// <summary>Ends an alarm; one that is not raised stays as it is.</summary>
    public async Task ClearAsync(WriteTransaction write, string name, string subject)
    {
        if (await FindAsync(write, name, subject) is { ClearedAt: null } row)
        {
            Clear(write, row);
        }
    }

    /// <summary>Makes the given subjects the only ones for which this alarm is raised: what a stage found when it looked at all of them.</summary>
    public async Task SetAsync(WriteTransaction write, string name, IReadOnlyDictionary<string, string> sentences)
    {
        AlarmRow[] raised = await write.Db.Set<AlarmRow>()
            .Where(row => row.Name == name && row.ClearedAt == null)
            .ToArrayAsync(write.CancellationToken);
        foreach (AlarmRow over in raised.Where(row => !sentences.ContainsKey(row.Subject)))
        {
            Clear(write, over);
        }

        foreach ((string subject, string sentence) in sentences)
        {
            await RaiseAsync(write, name, subject, sentence);
        }
    }

    private void Clear(WriteTransaction write, AlarmRow row)
    {
        row.ClearedAt = clock.GetUtcNow();
        write.UpdateOne(row, nameof(AlarmRow.ClearedAt));
        logger.LogInformation("Alarm {Alarm} of {Subject} is over", row.Name, row.Subject);
    }

    private static Task<AlarmRow?> FindAsync(WriteTransaction write, string name, string subject) =>
        write.Db.Set<AlarmRow>().SingleOrDefaultAsync(row => row.Name == name && row.Subject == subject, write.CancellationToken);
}
