using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Tests.Api;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Faults;

/// <summary>The database is locked or full, or the clock jumps: the caller is told to come back, and nothing acknowledged is lost.</summary>
public sealed class IntakeStorageTests
{
    [Fact]
    [Trait("Fault", "44")]
    public async Task Database_locked_by_another_writer_answers_503_and_the_sale_is_taken_once_when_told_again()
    {
        await using IntakeProcess intake = await IntakeProcess.CreateAsync();
        await using ApiHost host = await ApiHost.StartAsync("--Database:Path", intake.DatabasePath, "--Database:BusyTimeout", "00:00:01");
        using HttpClient client = host.Client(intake.Key);
        string body = TestBodies.Sale(intake.Channel, "e-1");

        await using (SqliteConnection other = new($"Data Source={intake.DatabasePath};Pooling=false"))
        {
            await other.OpenAsync();
            // Microsoft.Data.Sqlite begins with BEGIN IMMEDIATE, which takes the write lock.
            await using System.Data.Common.DbTransaction held = await other.BeginTransactionAsync();
            (HttpStatusCode status, TimeSpan? wait) = await PostAsync(client, body);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (status, wait));
        }

        Assert.Equal(HttpStatusCode.Created, (await PostAsync(client, body)).Status);
        await using RetoDbContext db = host.Read();
        Assert.Equal(1, await db.Set<SaleEventRow>().CountAsync());
    }

    [Fact]
    [Trait("Fault", "45")]
    public async Task Full_disk_answers_503_loses_no_acknowledged_sale_and_recovers_by_itself()
    {
        await using IntakeProcess intake = await IntakeProcess.CreateAsync();
        await using ApiHost host = await ApiHost.StartAsync("--Database:Path", intake.DatabasePath);
        using HttpClient client = host.Client(intake.Key);
        // The connection that writes may grow the file by ten pages; after the failure it is opened anew, without the limit.
        await host.WriteAsync(async write =>
        {
            long pages = (await write.Db.Database.SqlQueryRaw<long>("SELECT page_count AS Value FROM pragma_page_count").ToArrayAsync())[0];
            string limit = string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages + 10}");
            await write.Db.Database.ExecuteSqlRawAsync(limit);
        });

        int acknowledged = 0;
        int number = 0;
        HttpStatusCode status;
        do
        {
            status = (await PostAsync(client, TestBodies.Sale(intake.Channel, $"e-{++number}"))).Status;
            acknowledged += status == HttpStatusCode.Created ? 1 : 0;
            Assert.True(number < 1_000, "The disk never became full.");
        }
        while (status == HttpStatusCode.Created);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(HttpStatusCode.Created, await PostUntilTakenAsync(client, TestBodies.Sale(intake.Channel, $"e-{number}")));
        await using RetoDbContext db = host.Read();
        Assert.Equal(acknowledged + 1, await db.Set<SaleEventRow>().CountAsync());
    }

    [Fact]
    [Trait("Fault", "43")]
    public async Task Clock_that_jumps_back_changes_neither_the_order_of_arrival_nor_what_is_decided()
    {
        // A sale takes 30 RETO: the budget is for the one that arrived first, whatever the clock said then.
        await using Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(40));
        (_, string code) = await shop.EnrolAsync();
        await shop.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        shop.Clock.Now = Shop.Noon.AddMinutes(-4);
        await shop.TellAsync(Shop.Sale("2", "10.00", code, "c2"));
        await shop.RewardAllAsync();

        SaleEventRow[] events = [.. (await shop.RowsAsync<SaleEventRow>()).OrderBy(row => row.Arrival)];
        Assert.Equal(["event-1", "event-2"], events.Select(row => row.EventId));
        Assert.True(events[1].ReceivedAt < events[0].ReceivedAt);
        Assert.Equal([Outcome.Rewarded, Outcome.BudgetExhausted], events.Select(row => row.Outcome));
    }

    [Theory]
    [Trait("Fault", "42")]
    [InlineData(4, null)]
    [InlineData(10, "sold_in_future")]
    [InlineData(-10, null)]
    public async Task Tills_clock_may_be_five_minutes_ahead_and_any_time_behind(int minutes, string? code)
    {
        await using Shop shop = await Shop.OpenAsync();

        SaleAnswer answer = await shop.TellAsync(Shop.Sale("1", "10.00", soldAt: Shop.Noon.AddMinutes(minutes)));

        Assert.Equal(code, (answer as SaleAnswer.Refused)?.Code);
    }

    /// <summary>Tells it again, as Retry-After asks: a stage of the service may be the one to meet the full disk next.</summary>
    private static async Task<HttpStatusCode> PostUntilTakenAsync(HttpClient client, string body)
    {
        HttpStatusCode status = HttpStatusCode.ServiceUnavailable;
        for (int time = 0; time < 100 && status == HttpStatusCode.ServiceUnavailable; time++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            status = (await PostAsync(client, body)).Status;
        }

        return status;
    }

    private static async Task<(HttpStatusCode Status, TimeSpan? Wait)> PostAsync(HttpClient client, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/v1/sales", UriKind.Relative), content);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta);
    }
}
