using System.Data.Common;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using RetoRewards.Domain.Referrals;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Referrals.Places;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Rewards.Holds;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Referrals;

/// <summary>Clicks behind the answer, over a database that is away, answers too late, or refuses one of them.</summary>
[OnBothDatabases]
public sealed class ClickJournalTests
{
    [Fact]
    [Trait("Fault", "81")]
    public async Task A_group_that_the_database_did_not_take_is_kept_and_written_first()
    {
        await using World world = await World.OpenAsync();
        world.Database.Next = Trouble.Away;
        world.Click(3);
        Assert.False(await world.Writer.TryRunOnceAsync(CancellationToken.None));
        world.Click(2);

        Assert.True(await world.Writer.TryRunOnceAsync(CancellationToken.None));

        Assert.Equal((5, 0L), (await world.CountAsync(), world.Journal.Lost));
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task A_group_whose_commit_was_made_and_not_answered_is_not_counted_twice_nor_lost()
    {
        await using World world = await World.OpenAsync();
        world.Database.Next = Trouble.AnswerLost;
        world.Click(3);
        Assert.False(await world.Writer.TryRunOnceAsync(CancellationToken.None));
        world.Click(2);

        Assert.True(await world.Writer.TryRunOnceAsync(CancellationToken.None));

        Assert.Equal((5, 0L), (await world.CountAsync(), world.Journal.Lost));
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task One_click_that_the_database_refuses_costs_no_other_of_its_group_and_is_counted()
    {
        await using World world = await World.OpenAsync();
        world.Click(2);
        world.Click(1, "NOBODY");
        world.Click(2);

        Assert.True(await world.Writer.TryRunOnceAsync(CancellationToken.None));

        Assert.Equal((4, 1L), (await world.CountAsync(), world.Journal.Lost));
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task Clicks_beyond_those_that_may_wait_are_counted_and_call_a_person_for_an_hour()
    {
        await using World world = await World.OpenAsync(room: 4);

        Assert.Equal(4, world.Click(10));
        await world.Writer.TryRunOnceAsync(CancellationToken.None);

        Assert.Equal((4, 6L), (await world.CountAsync(), world.Journal.Lost));
        AlarmRow alarm = Assert.Single(await world.Shop.RowsAsync<AlarmRow>());
        Assert.Equal((AlarmNames.ClicksLost, (DateTimeOffset?)null), (alarm.Name, alarm.ClearedAt));
        Assert.StartsWith("6 clicks", alarm.Sentence, StringComparison.Ordinal);
        world.Shop.Clock.Now += WriteClicks.Quiet + TimeSpan.FromMinutes(1);
        await world.Writer.TryRunOnceAsync(CancellationToken.None);
        Assert.NotNull(Assert.Single(await world.Shop.RowsAsync<AlarmRow>()).ClearedAt);
    }

    private enum Trouble
    {
        None,
        Away,
        AnswerLost,
    }

    private sealed class World : IAsyncDisposable
    {
        public required Shop Shop { get; init; }

        public required string Code { get; init; }

        public required TroubledDatabase Database { get; init; }

        public required WriteGate Gate { get; init; }

        public required ClickJournal Journal { get; init; }

        public required WriteClicks Writer { get; init; }

        public static async Task<World> OpenAsync(int room = ClickJournal.MaxPending)
        {
            Shop shop = await Shop.OpenAsync();
            (_, string code) = await shop.EnrolAsync();
            TroubledDatabase database = new(shop.Database.Connections);
            WriteGate gate = new(database, shop.Database.Roster, new WakeUp());
            AddressPlaces places = new(Options.Create(new PlacesOptions()), shop.Clock, NullLogger<AddressPlaces>.Instance);
            ClickJournal journal = new(gate, places, new VisitorHasher(), shop.Clock, room);
            return new World
            {
                Shop = shop,
                Code = code,
                Database = database,
                Gate = gate,
                Journal = journal,
                Writer = new WriteClicks(journal, gate, new Alarms(shop.Clock, NullLogger<Alarms>.Instance), shop.Clock, NullLogger<WriteClicks>.Instance),
            };
        }

        /// <summary>Leaves clicks to be written.</summary>
        /// <returns>How many were taken.</returns>
        public int Click(int count, string? code = null)
        {
            LinkTarget target = new()
            {
                LinkCode = new LinkCode(ReferralCode.FromStored(Code)),
                Code = code ?? Code,
                CampaignId = Shop.CampaignId,
                Landing = null,
                Title = "Autumn",
                Description = null,
                ImageUrl = null,
                ReadAt = 0,
            };
            return Enumerable.Range(0, count).Count(_ => Journal.TryAdd(new PendingClick(
                ShopClicks.Click(target.Code, 7, Shop.Noon), target, null, "link", DeviceClass.Desktop, IPAddress.Loopback, "Firefox")));
        }

        public async Task<int> CountAsync()
        {
            await using RetoDbContext db = Shop.Database.CreateDbContext();
            return await db.Set<ClickRow>().CountAsync();
        }

        public async ValueTask DisposeAsync()
        {
            Writer.Dispose();
            Journal.Dispose();
            await Gate.DisposeAsync();
            await Shop.DisposeAsync();
        }
    }

    /// <summary>The next commit fails, or is made and its answer is lost.</summary>
    private sealed class TroubledDatabase(IDatabase inner) : DatabaseUnderTest(inner)
    {
        public Trouble Next { get; set; }

        public override async Task CommitAsync(DbTransaction transaction)
        {
            Trouble now = Next;
            Next = Trouble.None;
            Exception trouble = TestDatabases.OnPostgres
                ? new NpgsqlException("The connection broke.", new IOException())
                : new SqliteException("The disk has trouble.", 10);
            if (now == Trouble.Away)
            {
                throw trouble;
            }

            await base.CommitAsync(transaction);
            if (now == Trouble.AnswerLost)
            {
                throw trouble;
            }
        }
    }
}
