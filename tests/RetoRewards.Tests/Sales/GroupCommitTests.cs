using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Tests.Sales;

/// <summary>Calls that are committed together fail apart.</summary>
public sealed class GroupCommitTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_one_call_alone_breaks_on_is_no_other_calls_failure(bool conflict)
    {
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int commits = 0;
        GroupCommit group = new(async events =>
        {
            // The first commit lasts until the others have gathered behind it.
            if (Interlocked.Increment(ref commits) == 1)
            {
                await first.Task;
            }

            InvalidOperationException bug = new("A bug that only this event meets.");
            return events.Any(one => one.EventId == "bad")
                ? throw (conflict ? new DatabaseConflictException(bug) : bug)
                : [.. events.Select(one => (SaleAnswer)new SaleAnswer.Refused(one.EventId, ""))];
        });

        Task<SaleAnswer[]>[] calls = [.. new[] { "a", "b", "bad", "c" }.Select(id => group.JoinAsync([Event(id)], CancellationToken.None))];
        first.SetResult();

        Assert.Equal(["a", "b", "c"], (await Task.WhenAll(calls[0], calls[1], calls[3])).Select(answers => ((SaleAnswer.Refused)answers.Single()).Code));
        await Assert.ThrowsAnyAsync<Exception>(() => calls[2]);
    }

    [Fact]
    public async Task A_database_that_is_gone_is_asked_once_for_the_whole_group()
    {
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int commits = 0;
        GroupCommit group = new(async events =>
        {
            if (Interlocked.Increment(ref commits) == 1)
            {
                await first.Task;
            }

            throw new DatabaseFaultException(new IOException("The disk is full."));
        });

        Task<SaleAnswer[]>[] calls = [.. Enumerable.Range(0, 8).Select(index => group.JoinAsync([Event($"{index}")], CancellationToken.None))];
        first.SetResult();

        foreach (Task<SaleAnswer[]> call in calls)
        {
            await Assert.ThrowsAsync<DatabaseFaultException>(() => call);
        }

        Assert.InRange(commits, 1, 2);
    }

    private static CheckedEvent Event(string id) => EventChecks.Check(
        new ChannelRow
        {
            ChannelId = new ChannelId(Guid.NewGuid()),
            PartnerId = new PartnerId(Guid.NewGuid()),
            Name = "shop",
            NameSpace = "shop",
            CreatedAt = DateTimeOffset.UnixEpoch,
        },
        new CancellationSubmission(id, "1", DateTimeOffset.UnixEpoch),
        DateTimeOffset.UnixEpoch.AddDays(1));
}
