using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Faults;

/// <summary>What the database beneath can do to the service, and what must come of it.</summary>
public sealed class DatabaseFaultTests
{
    /// <summary>How many cuts are tried; every byte of the last transactions with <c>RETO_EVERY_BYTE=1</c>.</summary>
    private const int CutsInCi = 150;

    [Fact]
    [Trait("Fault", "11")]
    public async Task A_log_cut_anywhere_holds_every_sale_that_was_answered_before_the_cut()
    {
        await using Shop shop = await Shop.OpenAsync();
        string path = shop.Database.Options.Path;
        List<(long Length, int Sales)> answered = [(LengthOf(path + "-wal"), 0)];
        for (int sale = 1; sale <= 3; sale++)
        {
            Assert.IsType<SaleAnswer.Recorded>(await shop.TellAsync(Shop.Sale($"{sale}", "10.00")));
            answered.Add((LengthOf(path + "-wal"), sale));
        }

        long first = answered[0].Length;
        long last = answered[^1].Length;
        long stride = Environment.GetEnvironmentVariable("RETO_EVERY_BYTE") == "1" ? 1 : Math.Max(1, (last - first) / CutsInCi);
        string folder = Directory.CreateTempSubdirectory("retorewards-cut-").FullName;
        byte[] database = await ReadSharedAsync(path);
        byte[] log = await ReadSharedAsync(path + "-wal");
        for (long cut = first; cut <= last; cut += stride)
        {
            string copy = Path.Combine(folder, "cut.db");
            File.Delete(copy + "-shm");
            await File.WriteAllBytesAsync(copy, database);
            await File.WriteAllBytesAsync(copy + "-wal", log[..(int)cut]);

            long there = await CountSalesAsync(copy);

            Assert.Equal(answered.Last(one => one.Length <= cut).Sales, there);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    [Trait("Fault", "44")]
    public async Task A_database_locked_by_another_loses_no_answer()
    {
        await using Shop shop = await Shop.OpenAsync();
        shop.Database.Options.BusyTimeout = TimeSpan.FromSeconds(1);
        await using WriteGate gate = new(shop.Database.Connections, shop.Database.Roster, new WakeUp());
        RecordEvents record = new(gate, shop.Clock);
        await using (SqliteConnection other = new(new SqliteConnectionStringBuilder { DataSource = shop.Database.Options.Path, Pooling = false }.ToString()))
        {
            await other.OpenAsync();
            await using SqliteCommand begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            await begin.ExecuteNonQueryAsync();

            await Assert.ThrowsAsync<DatabaseFaultException>(
                () => record.ExecuteAsync(shop.Channel, [Shop.Sale("1", "10.00")], CancellationToken.None));
        }

        SaleAnswer[] answers = await record.ExecuteAsync(shop.Channel, [Shop.Sale("1", "10.00")], CancellationToken.None);

        Assert.IsType<SaleAnswer.Recorded>(answers[0]);
        Assert.Single(await shop.RowsAsync<SaleRow>());
    }

    [Fact]
    [Trait("Fault", "45")]
    public async Task A_full_disk_refuses_what_does_not_fit_and_recovers()
    {
        await using Shop shop = await Shop.OpenAsync();
        SmallDisk disk = new(shop.Database.Connections) { Pages = 1 };
        await using WriteGate gate = new(disk, shop.Database.Roster, new WakeUp());
        RecordEvents record = new(gate, shop.Clock);
        int stored = 0;
        await Assert.ThrowsAsync<DatabaseFaultException>(async () =>
        {
            for (; stored < 10_000; stored++)
            {
                await record.ExecuteAsync(shop.Channel, [Shop.Sale($"{stored}", "10.00")], CancellationToken.None);
            }
        });
        Assert.Equal(stored, (await shop.RowsAsync<SaleRow>()).Length);

        disk.Pages = int.MaxValue;
        SaleAnswer[] answers = await record.ExecuteAsync(shop.Channel, [Shop.Sale($"{stored}", "10.00")], CancellationToken.None);

        Assert.IsType<SaleAnswer.Recorded>(answers[0]);
    }

    [Fact]
    [Trait("Fault", "46")]
    public async Task A_database_that_cannot_be_written_or_read_refuses_and_says_so()
    {
        await using Shop shop = await Shop.OpenAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00"));
        await shop.Database.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        await using (WriteGate gate = new(new ReadOnlyDisk(shop.Database.Connections), shop.Database.Roster, new WakeUp()))
        {
            RecordEvents record = new(gate, shop.Clock);
            await Assert.ThrowsAsync<DatabaseFaultException>(
                () => record.ExecuteAsync(shop.Channel, [Shop.Sale("2", "10.00")], CancellationToken.None));
        }

        string damaged = shop.Database.Options.Path + ".damaged";
        byte[] bytes = await ReadSharedAsync(shop.Database.Options.Path);
        Array.Fill(bytes, (byte)0xAB, 4096, bytes.Length - 4096);
        await File.WriteAllBytesAsync(damaged, bytes);

        SqliteException fault = await Assert.ThrowsAsync<SqliteException>(() => CountSalesAsync(damaged));
        Assert.True(DatabaseErrors.IsFault(fault));
    }

    [PostgresFact]
    [Trait("Fault", "51")]
    public async Task A_connection_that_breaks_before_the_commit_stores_nothing_and_one_that_breaks_after_it_is_looked_up_by_its_key()
    {
        TestDatabases.OnPostgres = true;
        await using Shop shop = await Shop.OpenAsync();
        BrokenCommits broken = new(shop.Database.Connections);
        await using WriteGate gate = new(broken, shop.Database.Roster, new WakeUp());
        RecordEvents record = new(gate, shop.Clock);
        Task<SaleAnswer[]> TellAsync(string number) => record.ExecuteAsync(shop.Channel, [Shop.Sale(number, "10.00")], CancellationToken.None);

        broken.Next = Break.BeforeCommit;
        await Assert.ThrowsAsync<DatabaseFaultException>(() => TellAsync("1"));
        Assert.Empty(await shop.RowsAsync<SaleRow>());
        Assert.IsType<SaleAnswer.Recorded>((await TellAsync("1"))[0]);

        broken.Next = Break.AfterCommit;
        await Assert.ThrowsAsync<DatabaseFaultException>(() => TellAsync("2"));
        Assert.IsType<SaleAnswer.Repeated>((await TellAsync("2"))[0]);
        Assert.Equal(2, (await shop.RowsAsync<SaleRow>()).Length);
    }

    private static long LengthOf(string path) => new FileInfo(path).Length;

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async Task<long> CountSalesAsync(string path)
    {
        await using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using SqliteCommand count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM (SELECT sale_id, name_space, sale_number, content_hash FROM sales)";
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private enum Break
    {
        None,
        BeforeCommit,
        AfterCommit,
    }

    /// <summary>A disk with room for so many pages more than the database has.</summary>
    private sealed class SmallDisk(IDatabase inner) : DatabaseUnderTest(inner)
    {
        public int Pages { get; set; }

        public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
        {
            DbConnection connection = await base.OpenAsync(cancellationToken);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA page_count";
            long pages = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
#pragma warning disable CA2100 // A number.
            command.CommandText = $"PRAGMA max_page_count = {Math.Min(pages + Pages, 1_000_000)}";
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
    }

    private sealed class ReadOnlyDisk(IDatabase inner) : DatabaseUnderTest(inner)
    {
        public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
        {
            DbConnection connection = await base.OpenAsync(cancellationToken);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA query_only = 1";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
    }

    /// <summary>The server ends the writer's session right before or right after it commits.</summary>
    private sealed class BrokenCommits(IDatabase inner) : DatabaseUnderTest(inner)
    {
        public Break Next { get; set; }

        public override async Task CommitAsync(DbTransaction transaction)
        {
            Break now = Next;
            Next = Break.None;
            if (now == Break.BeforeCommit)
            {
                await EndSessionAsync(((NpgsqlConnection)transaction.Connection!).ProcessID);
            }

            await base.CommitAsync(transaction);
            if (now == Break.AfterCommit)
            {
                throw new NpgsqlException("The answer to the commit was lost.", new IOException());
            }
        }

        private static async Task EndSessionAsync(int session)
        {
            await using NpgsqlConnection other = new((await PostgresServer.SharedAsync()).ConnectionString("postgres"));
            await other.OpenAsync();
            await using NpgsqlCommand end = new("SELECT pg_terminate_backend($1, 5000)", other);
            end.Parameters.Add(new NpgsqlParameter { Value = session });
            await end.ExecuteNonQueryAsync();
        }
    }
}
