using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Persistence;

public sealed class RosterFileTests
{
    [Fact]
    public async Task A_row_is_in_the_file_before_it_is_committed_and_comes_back_as_it_was()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        PartnerRow partner = Partner();
        bool wasThere = false;
        await database.Gate.WriteAsync(
            WritePriority.Intake,
            write =>
            {
                write.InsertOne(partner);
                return Task.CompletedTask;
            },
            CancellationToken.None);
        await using RetoDbContext db = database.CreateDbContext();
        wasThere = (await File.ReadAllTextAsync(database.Roster.Path)).Contains(partner.PartnerId.ToString(), StringComparison.Ordinal);

        (IReadOnlyList<object> rows, int broken) = await database.Roster.ReadAsync(db.Model, CancellationToken.None);

        Assert.True(wasThere);
        Assert.Equal(0, broken);
        Assert.Equivalent(partner, Assert.IsType<PartnerRow>(Assert.Single(rows)));
    }

    [Fact]
    public async Task A_commit_that_fails_leaves_no_row_in_use_that_the_file_lacks()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        Directory.CreateDirectory(database.Roster.Path);

        // The file cannot be written, so the commit must not happen.
        await Assert.ThrowsAnyAsync<Exception>(() => database.Gate.WriteAsync(
            WritePriority.Intake,
            write =>
            {
                write.InsertOne(Partner());
                return Task.CompletedTask;
            },
            CancellationToken.None));

        await using RetoDbContext db = database.CreateDbContext();
        Assert.Equal(0, await db.Set<PartnerRow>().CountAsync());
    }

    [Fact]
    public async Task What_a_crash_cut_off_hides_no_row_behind_it()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await File.WriteAllTextAsync(database.Roster.Path, "{\"row\":\"PartnerRow\",\"val");
        await database.Gate.WriteAsync(
            WritePriority.Intake,
            write =>
            {
                write.InsertOne(Partner());
                return Task.CompletedTask;
            },
            CancellationToken.None);
        await using RetoDbContext db = database.CreateDbContext();

        (IReadOnlyList<object> rows, int broken) = await database.Roster.ReadAsync(db.Model, CancellationToken.None);

        Assert.Equal((1, 1), (rows.Count, broken));
    }

    [Fact]
    public async Task A_name_that_must_be_erasable_stays_inside_the_database()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        ParticipantRow participant = NewParticipant.Draw(ParticipantKind.Person, null, "Ada Lovelace", DateTimeOffset.UnixEpoch);
        await database.Gate.WriteAsync(
            WritePriority.Intake,
            write =>
            {
                write.InsertOne(participant);
                return Task.CompletedTask;
            },
            CancellationToken.None);

        string text = await File.ReadAllTextAsync(database.Roster.Path);

        Assert.Contains(participant.ParticipantId.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_belongs_to_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using TestDatabase database = await TestDatabase.CreateAsync();
        await database.Gate.WriteAsync(
            WritePriority.Intake,
            write =>
            {
                write.InsertOne(Partner());
                return Task.CompletedTask;
            },
            CancellationToken.None);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(database.Roster.Path));
    }

    private static PartnerRow Partner() => new()
    {
        PartnerId = new PartnerId(Guid.CreateVersion7()),
        Name = "Partner \"one\"",
        Wallet = WalletAddress.FromBytes([.. Enumerable.Repeat((byte)7, WalletAddress.Length)]),
        CreatedAt = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero),
        Version = 1,
    };
}
