using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Participants;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Persistence;

/// <summary>Rows are written and looked up beneath EF Core; what it reads is what was written.</summary>
[OnBothDatabases]
public sealed class RowWriterTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("naïve 🎟")]
    public async Task A_text_is_read_as_it_was_written_also_none_and_an_empty_one(string? text)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        ParticipantRow row = Somebody(text);

        await database.Gate.WriteAsync(WritePriority.Stage, write => Inserted(write, row), CancellationToken.None);

        await using RetoDbContext db = database.CreateDbContext();
        Assert.Equal(text, (await db.Set<ParticipantRow>().SingleAsync()).DisplayName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public async Task Bytes_are_read_as_they_were_written_also_none_of_them(int count)
    {
        await using Shop shop = await Shop.OpenAsync();
        SaleAnswer.Recorded told = Assert.IsType<SaleAnswer.Recorded>(await shop.TellAsync(Shop.Sale("1", "10.00")));
        byte[] bytes = [.. Enumerable.Range(0, count).Select(number => (byte)number)];
        SaleEventBodyRow row = new() { SaleEventId = told.SaleEventId, Body = bytes };

        await shop.Database.Gate.WriteAsync(WritePriority.Stage, write => Inserted(write, row), CancellationToken.None);

        Assert.Equal(bytes, Assert.Single(await shop.RowsAsync<SaleEventBodyRow>()).Body);
    }

    [Fact]
    public async Task Only_keys_that_are_stored_are_found_and_only_where_the_named_column_is_empty()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        ParticipantRow plain = Somebody("plain");
        ParticipantRow grouped = Somebody("grouped", "staff");
        object[][] typed = [[new ParticipantId(Guid.NewGuid())], [plain.ParticipantId], [grouped.ParticipantId], [plain.ParticipantId]];

        (bool[] all, bool[] empty, bool[] none) = await database.Gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                write.Insert([plain, grouped]);
                return Task.FromResult((
                    write.AreStored<ParticipantRow>(typed, [nameof(ParticipantRow.ParticipantId)], null),
                    write.AreStored<ParticipantRow>(typed, [nameof(ParticipantRow.ParticipantId)], nameof(ParticipantRow.GroupName)),
                    write.AreStored<ParticipantRow>([], [nameof(ParticipantRow.ParticipantId)], null)));
            },
            CancellationToken.None);

        Assert.Equal([false, true, true, true], all);
        Assert.Equal([false, true, false, true], empty);
        Assert.Empty(none);
    }

    [Fact]
    public async Task A_broken_key_is_a_conflict_and_the_next_write_goes_on()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        ParticipantRow row = Somebody("first");

        await Assert.ThrowsAsync<DatabaseConflictException>(() => database.Gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                write.InsertOne(row);
                write.InsertOne(row);
                return Task.CompletedTask;
            },
            CancellationToken.None));
        await database.Gate.WriteAsync(WritePriority.Stage, write => Inserted(write, Somebody("second")), CancellationToken.None);

        await using RetoDbContext db = database.CreateDbContext();
        Assert.Equal("second", (await db.Set<ParticipantRow>().SingleAsync()).DisplayName);
    }

    private static Task Inserted<TRow>(WriteTransaction write, TRow row)
        where TRow : class
    {
        write.InsertOne(row);
        return Task.CompletedTask;
    }

    private static ParticipantRow Somebody(string? name, string? group = null) => new()
    {
        ParticipantId = new ParticipantId(Guid.NewGuid()),
        State = ParticipantState.Enrolled,
        Kind = ParticipantKind.Person,
        GroupName = group,
        DisplayName = name,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Version = 1,
    };
}
