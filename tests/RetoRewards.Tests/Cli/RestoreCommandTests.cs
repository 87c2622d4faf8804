using Microsoft.Data.Sqlite;
using RetoRewards.Cli;
using RetoRewards.Persistence;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Cli;

/// <summary>A backup is checked from end to end before anybody relies on it.</summary>
[Collection(LocalChain.Collection)]
public sealed class RestoreCommandTests(LocalChain chain)
{
    [Fact]
    [Trait("Fault", "46")]
    public async Task Verify_passes_a_whole_backup_and_puts_nothing_in_place()
    {
        await using PayoutWorld world = await PaidAsync();
        string backup = await BackUpAsync(world);
        string elsewhere = Path.Combine(world.Folder, "elsewhere.db");

        (int code, string output, string errors) = await VerifyAsync([.. world.Settings, $"--Database:Path={elsewhere}"], backup);

        Assert.True(code == 0, errors);
        Assert.StartsWith("The backup is whole", output, StringComparison.Ordinal);
        Assert.False(File.Exists(elsewhere));
    }

    [Fact]
    [Trait("Fault", "46")]
    public async Task Verify_finds_one_changed_byte()
    {
        await using PayoutWorld world = await PaidAsync();
        string backup = await BackUpAsync(world);
        await using (FileStream file = File.Open(Path.Combine(backup, DatabaseBackup.DatabaseFile), FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length / 2;
            int before = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(before ^ 1));
        }

        (int code, _, string errors) = await VerifyAsync([.. world.Settings], backup);

        Assert.Equal(1, code);
        Assert.NotEmpty(errors);
    }

    [Fact]
    [Trait("Fault", "85")]
    public async Task Verify_finds_a_ledger_row_that_was_changed_before_the_backup_was_made()
    {
        await using PayoutWorld world = await PaidAsync();
        await world.StopAsync();
        await using (SqliteConnection database = new($"Data Source={Path.Combine(world.Folder, "test.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using SqliteCommand edit = database.CreateCommand();
            edit.CommandText =
                "UPDATE ledger_postings SET amount = '00000000000000000000000000011' WHERE amount = '00000000000000000000000000010'";
            Assert.NotEqual(0, await edit.ExecuteNonQueryAsync());
        }

        world.StartAgain();
        string backup = await BackUpAsync(world);

        (int code, _, string errors) = await VerifyAsync([.. world.Settings], backup);

        Assert.Equal(1, code);
        Assert.Contains($"campaign {world.Campaign}", errors, StringComparison.Ordinal);
    }

    private async Task<PayoutWorld> PaidAsync()
    {
        PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 10);
        await world.DrainAsync();
        return world;
    }

    private static async Task<string> BackUpAsync(PayoutWorld world)
    {
        string backup = Path.Combine(world.Folder, "backup");
        Assert.Equal(0, await BackupCommand.RunAsync([.. world.Settings], backup, TextWriter.Null, TextWriter.Null, CancellationToken.None));
        return backup;
    }

    private static async Task<(int Code, string Output, string Errors)> VerifyAsync(string[] settings, string backup)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = await RestoreCommand.RunAsync(settings, backup, onlyVerify: true, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
