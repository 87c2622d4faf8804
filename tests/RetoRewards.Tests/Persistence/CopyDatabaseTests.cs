using RetoRewards.Cli;
using RetoRewards.Ledger;
using RetoRewards.Sales;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Persistence;

public sealed class CopyDatabaseTests
{
    [PostgresFact]
    public async Task Everything_arrives_on_PostgreSQL_with_the_same_sums_and_the_journal_holds_there()
    {
        await using Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();
        for (int sale = 1; sale <= 20; sale++)
        {
            await shop.TellAsync(Shop.Sale($"{sale}", "12.34", code, $"customer-{sale % 3}"));
        }

        await shop.RewardAllAsync();
        PostgresServer server = await PostgresServer.SharedAsync();
        string target = await server.CreateEmptyDatabaseAsync("moved_" + Guid.NewGuid().ToString("N"));
        string[] settings = [$"--Database:Path={shop.Database.Options.Path}", $"--Database:ConnectionString={target}", "--Logging:Level=Fatal"];
        using StringWriter output = new();
        using StringWriter errors = new();

        Assert.Equal(0, await MigrateToPostgresCommand.RunAsync(settings, output, errors, CancellationToken.None));

        Assert.Contains("Both databases hold the same rows", output.ToString(), StringComparison.Ordinal);
        TestDatabases.OnPostgres = true;
        await using TestDatabase moved = TestDatabase.Over(target);
        Assert.Empty(await new VerifyJournals(moved).ExecuteAsync(CancellationToken.None));

        // The service goes on there: the same event is known, a new one is numbered behind the old ones.
        RecordEvents record = new(moved.Gate, shop.Clock);
        SaleAnswer[] answers = await record.ExecuteAsync(
            shop.Channel, [Shop.Sale("20", "12.34", code, "customer-2"), Shop.Sale("21", "1.00", code)], CancellationToken.None);
        Assert.IsType<SaleAnswer.Repeated>(answers[0]);
        Assert.IsType<SaleAnswer.Recorded>(answers[1]);

        // What is not empty is not copied into.
        Assert.Equal(1, await MigrateToPostgresCommand.RunAsync(settings, output, errors, CancellationToken.None));
        Assert.Contains("Copy into an empty database", errors.ToString(), StringComparison.Ordinal);
    }
}
