using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Observability;

public sealed partial class AlarmsTests
{
    [Fact]
    public async Task An_alarm_is_one_row_however_often_it_is_raised()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        Alarms alarms = new(TimeProvider.System, NullLogger<Alarms>.Instance);

        await database.Gate.WriteAsync(
            WritePriority.Stage,
            async write =>
            {
                await alarms.RaiseAsync(write, AlarmNames.OutOfGas, "lane:1", "No ether.");
                await alarms.RaiseAsync(write, AlarmNames.OutOfGas, "lane:1", "Still no ether.");
                await alarms.RaiseAsync(write, AlarmNames.OutOfGas, "lane:2", new string('x', 5_000));
            },
            CancellationToken.None);

        AlarmRow[] rows = await RowsAsync(database);
        Assert.Equal(["lane:1", "lane:2"], rows.Select(row => row.Subject));
        Assert.Equal(("Still no ether.", 1), (rows[0].Sentence, rows[0].Times));
        Assert.Equal(Alarms.MaxSentence, rows[1].Sentence.Length);
    }

    [Fact]
    public async Task A_cleared_alarm_that_comes_back_is_the_same_row_raised_again()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        Alarms alarms = new(TimeProvider.System, NullLogger<Alarms>.Instance);

        await WriteAsync(database, write => alarms.RaiseAsync(write, AlarmNames.OutOfGas, "lane:1", "No ether."));
        await WriteAsync(database, write => alarms.ClearAsync(write, AlarmNames.OutOfGas, "lane:1"));
        Assert.NotNull(Assert.Single(await RowsAsync(database)).ClearedAt);

        await WriteAsync(database, write => alarms.ClearAsync(write, AlarmNames.OutOfGas, "lane:9"));
        await WriteAsync(database, write => alarms.RaiseAsync(write, AlarmNames.OutOfGas, "lane:1", "Again."));
        AlarmRow row = Assert.Single(await RowsAsync(database));
        Assert.Equal((null, 2, "Again."), (row.ClearedAt, row.Times, row.Sentence));
    }

    [Fact]
    public async Task What_was_found_now_is_all_that_stays_raised()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        Alarms alarms = new(TimeProvider.System, NullLogger<Alarms>.Instance);

        await WriteAsync(database, write => alarms.SetAsync(
            write, AlarmNames.BatchHeld, new Dictionary<string, string> { ["batch:1"] = "a", ["batch:2"] = "b" }));
        await WriteAsync(database, write => alarms.SetAsync(
            write, AlarmNames.BatchHeld, new Dictionary<string, string> { ["batch:2"] = "b", ["batch:3"] = "c" }));

        Assert.Equal(
            [("batch:1", false), ("batch:2", true), ("batch:3", true)],
            (await RowsAsync(database)).Select(row => (row.Subject, row.ClearedAt is null)));
    }

    [Fact]
    public void Every_alarm_has_advice_and_its_section_in_the_runbook()
    {
        string[] names = [.. typeof(AlarmNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];
        string[] sections = [.. Section().Matches(File.ReadAllText(Runbook())).Select(match => match.Groups[1].Value)];

        Assert.True(names.Length >= 20);
        Assert.Empty(names.Except(sections));
        Assert.Empty(sections.Except(names));
        Assert.All(names, name => Assert.DoesNotContain("docs/runbook.md", AlarmAdvice.Of(name), StringComparison.Ordinal));
    }

    private static Task WriteAsync(TestDatabase database, Func<WriteTransaction, Task> work) =>
        database.Gate.WriteAsync(WritePriority.Stage, work, CancellationToken.None);

    private static async Task<AlarmRow[]> RowsAsync(TestDatabase database)
    {
        await using RetoDbContext db = database.CreateDbContext();
        return await db.Set<AlarmRow>().OrderBy(row => row.Subject).ToArrayAsync();
    }

    private static string Runbook([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "runbook.md"));

    [GeneratedRegex("^### `([a-z_]+)`", RegexOptions.Multiline)]
    private static partial Regex Section();
}
