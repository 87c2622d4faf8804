using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Cli;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Sales.Files;

namespace RetoRewards.Tests.Sales.Files;

/// <summary>An import that dies anywhere and runs again: every row has one outcome, every sale is stored once.</summary>
public sealed class ImportKillTests : IDisposable
{
    private const int Rows = 2_200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string folder = Directory.CreateTempSubdirectory("retorewards-import-").FullName;

    [Theory]
    [InlineData("file-kept:1")]
    [InlineData("import-recorded:1")]
    [InlineData("import-recorded:3")]
    [InlineData("import-before-note:2")]
    [InlineData("import-noted:4")]
    [Trait("Fault", "4")]
    public async Task A_killed_import_goes_on_without_a_duplicate_and_tells_each_row_as_what_it_became(string failpoint)
    {
        await using Shop shop = await Shop.OpenAsync();
        string file = await WriteFileAsync();

        (int killed, string said) = await RunAsync(shop, file, failpoint);
        Assert.True(killed == 128 + 9, $"Exit code {killed}: {said}");
        (int done, said) = await RunAsync(shop, file, "");

        Assert.True(done == 0, said);
        await AssertWholeAsync(shop, file);
    }

    [Fact]
    [Trait("Fault", "4")]
    public async Task Killed_by_time_again_and_again_the_import_still_ends_whole()
    {
        await using Shop shop = await Shop.OpenAsync();
        string file = await WriteFileAsync();
        int kills = 0;
        int exitCode = -1;
        for (int run = 0; run < 12 && exitCode != 0; run++)
        {
            using Process process = Start(shop, file, "");
            _ = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            long before = await CountAsync<SaleEventRow>(shop);
            while (!process.HasExited && await CountAsync<SaleEventRow>(shop) == before)
            {
                await Task.Delay(5);
            }

            if (!process.HasExited && run < 3)
            {
                process.Kill();
                kills++;
            }

            await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
            exitCode = process.ExitCode;
        }

        Assert.Equal(0, exitCode);
        Assert.True(kills > 0, "The import was never killed in the middle.");
        await AssertWholeAsync(shop, file);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task AssertWholeAsync(Shop shop, string file)
    {
        ImportLineRow[] lines = await shop.RowsAsync<ImportLineRow>();
        Assert.Equal(Rows, lines.Length);
        Assert.All(lines, line => Assert.Equal(ImportReport.Recorded, line.Outcome));
        Assert.Equal(Rows, lines.Select(line => line.SaleEventId).Distinct().Count());
        Assert.Equal(Rows, await CountAsync<SaleEventRow>(shop));
        Assert.Equal(Rows, await CountAsync<SaleRow>(shop));
        Assert.Equal(ImportState.Done, Assert.Single(await shop.RowsAsync<ImportRow>()).State);
        string[] result = await File.ReadAllLinesAsync(file + ".result.csv");
        Assert.Equal(Rows + 1, result.Length);
        Assert.All(result[1..], line => Assert.Contains(",recorded,", line, StringComparison.Ordinal));
    }

    private static async Task<long> CountAsync<TRow>(Shop shop)
        where TRow : class
    {
        await using RetoDbContext db = shop.Database.CreateDbContext();
        return await db.Set<TRow>().LongCountAsync();
    }

    private async Task<string> WriteFileAsync()
    {
        StringBuilder text = new("sale_number,sold_at,currency,unit_price\n");
        for (int row = 0; row < Rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"S-{row},2026-03-01T10:15:00Z,GBP,{row + 1}.50\n");
        }

        string path = Path.Combine(folder, "sales.csv");
        await File.WriteAllTextAsync(path, text.ToString());
        return path;
    }

    private async Task<(int ExitCode, string Said)> RunAsync(Shop shop, string file, string failpoint)
    {
        using Process process = Start(shop, file, failpoint);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
        return (process.ExitCode, await output + await errors);
    }

    private Process Start(Shop shop, string file, string failpoint)
    {
        const string address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        ProcessStartInfo start = new(
            "dotnet",
            [
                typeof(ImportCommand).Assembly.Location, "import", file, "--channel", shop.Channel.Name, "--result", file + ".result.csv",
                "--Database:Path", shop.Database.Options.Path, "--Imports:Directory", Path.Combine(folder, "imports"),
                "--Chain:Endpoints:0", "http://127.0.0.1:9", "--Chain:ChainId", "31337", "--Chain:CampaignsAddress", address,
                "--Chain:TokenAddress", address, "--Keys:Mnemonic", "test test test test test test test test test test test junk",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["RETO_FAIL"] = failpoint },
        };
        return Process.Start(start)!;
    }
}
