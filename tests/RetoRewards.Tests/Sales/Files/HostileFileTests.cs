using System.IO.Compression;
using System.Text;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales.Files;

namespace RetoRewards.Tests.Sales.Files;

/// <summary>Files that nobody means well with: each costs its own rows, or is refused as a whole in a sentence.</summary>
public sealed class HostileFileTests
{
    private const string Header = "sale_number,sold_at,currency,unit_price\n";
    private const string Good = "S-1,2025-03-01T10:15:00Z,GBP,6.40\n";

    private static readonly string[] HeaderCells = ["sale_number", "sold_at", "currency", "unit_price"];

    [Fact]
    [Trait("Fault", "74")]
    public async Task A_million_columns_are_refused_as_a_whole_and_as_a_row()
    {
        string wide = string.Join(',', Enumerable.Repeat("a", 1_000_000));

        SaleFileRow[] rows = await TestFiles.ReadAsync(TestFiles.Of(Header + wide + "\n" + Good), FileFormat.Csv, new StandardMapping());

        Assert.Equal([typeof(SaleFileRow.Refused), typeof(SaleFileRow.Sale)], rows.Select(row => row.GetType()));
        await Assert.ThrowsAsync<SaleFileException>(
            () => TestFiles.ReadAsync(TestFiles.Of(wide + "\n"), FileFormat.Csv, new StandardMapping()));
        SaleFileException many = await Assert.ThrowsAsync<SaleFileException>(
            () => TestFiles.ReadAsync(TestFiles.Of(new string(',', 5_000) + "\n"), FileFormat.Csv, new StandardMapping()));
        Assert.Equal("The file has more than 1000 columns.", many.Message);
    }

    [Fact]
    [Trait("Fault", "74")]
    public async Task Nul_bytes_cost_their_row_at_the_latest_at_the_door()
    {
        SaleFileRow[] rows = await TestFiles.ReadAsync(
            TestFiles.Of(Header + Good.Replace("GBP", "G\0P", StringComparison.Ordinal) + Good), FileFormat.Csv, new StandardMapping());

        Assert.Equal(2, rows.Length);
        Assert.IsType<SaleFileRow.Sale>(rows[1]);
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("[1]", "no JSON object")]
    [InlineData("""{"sale_number":"S-2","sale_number":"S-3"}""", "member twice")]
    [InlineData("""{"sale_number":"S-2","lines":[{"a":[[[[1]]]]}]}""", "no JSON")]
    [InlineData("""{"sale_number":{"a":1}}""", "neither text nor number")]
    [InlineData("""{"sale_number":"S-2","colour":"red"}""", "not part of the format")]
    [InlineData("{\"sale_number\":\"\\ud800\"}", "no JSON")]
    [InlineData("""{"sale_number":"S-2","sold_at":"2025-03-01T10:15:00Z","currency":"GBP","unit_price":1e400}""", "unit_price")]
    public async Task A_broken_line_of_JSON_costs_itself_only(string broken, string reason)
    {
        string good = """{"sale_number":"S-1","sold_at":"2025-03-01T10:15:00Z","currency":"GBP","unit_price":6.40}""";

        SaleFileRow[] rows = await TestFiles.ReadAsync(
            TestFiles.Of($"{good}\n{broken}\n{good}\n"), FileFormat.Ndjson, new StandardMapping());

        Assert.Equal(6.40m, Assert.IsType<SaleFileRow.Sale>(rows[0]).Submission.Draft.Lines[0].UnitPrice);
        SaleFileRow.Refused refused = Assert.IsType<SaleFileRow.Refused>(rows[1]);
        Assert.Contains(reason, refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(2, refused.LineNumber);
        Assert.IsType<SaleFileRow.Sale>(rows[2]);
    }

    [Fact]
    public async Task A_workbook_is_read_by_its_values_and_a_formula_by_the_value_saved_with_it()
    {
        ColumnMappingDocument mapping = ColumnMappingJson.Read(
            """
            {"columns":{"saleNumber":"Number","soldAt":"Date","unitPrice":"Price","quantity":"Pieces"},"constants":{"currency":"GBP"},"offset":"+00:00"}
            """);
        using MemoryStream workbook = TestFiles.Workbook(
            ["Number", "Date", "Price", "Pieces"],
            ["S-1", "d:45717.4270833333", "n:19.99", "n:3"],
            [],
            ["n:1002", "d:45717.5", "f:10+2.5|12.5", "n:1"],
            ["=HYPERLINK(\"http://x\")", "d:45717.5", "n:1", "n:1"]);

        SaleFileRow[] rows = await TestFiles.ReadAsync(workbook, FileFormat.Xlsx, new ColumnMapping(mapping, Lookups.None));

        SaleFileRow.Sale[] sales = [.. rows.Cast<SaleFileRow.Sale>()];
        Assert.Equal(["S-1", "1002", "=HYPERLINK(\"http://x\")"], sales.Select(sale => sale.Submission.Draft.Number));
        Assert.Equal(new DateTimeOffset(2025, 3, 1, 10, 15, 0, TimeSpan.Zero), sales[0].Submission.Draft.SoldAt);
        Assert.Equal(new SaleDraftLine(null, null, 3, 19.99m), sales[0].Submission.Draft.Lines[0]);
        Assert.Equal(12.5m, sales[1].Submission.Draft.Lines[0].UnitPrice);
        Assert.Equal([2L, 4L, 5L], rows.Select(row => row.LineNumber));
    }

    [Fact]
    [Trait("Fault", "69")]
    public async Task A_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_read()
    {
        using MemoryStream bomb = new();
        await using (ZipArchive archive = new(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using Stream entry = await archive.CreateEntry("xl/sharedStrings.xml", CompressionLevel.Fastest).OpenAsync();
            byte[] zeros = new byte[1024 * 1024];
            for (int megabyte = 0; megabyte < 80; megabyte++)
            {
                await entry.WriteAsync(zeros);
            }
        }

        bomb.Position = 0;
        SaleFileException refused = await Assert.ThrowsAsync<SaleFileException>(
            () => TestFiles.ReadAsync(bomb, FileFormat.Xlsx, new StandardMapping()));

        Assert.Contains("unpacks to more", refused.Message, StringComparison.Ordinal);
        Assert.True(bomb.Length < 2 * 1024 * 1024, "The bomb is none: it is as large packed as unpacked.");
    }

    [Fact]
    public async Task What_only_calls_itself_a_workbook_is_refused_in_a_sentence()
    {
        Stream[] files =
        [
            TestFiles.Of(Header + Good),
            new MemoryStream([.. "PK\x03\x04"u8, .. new byte[100]]),
            TestFiles.Archive(("readme.txt", "no workbook")),
            TestFiles.Archive(("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><workbook>&b;</workbook>")),
            new MemoryStream(TestFiles.Workbook(HeaderCells).ToArray()[..400]),
        ];

        foreach (Stream file in files)
        {
            await Assert.ThrowsAsync<SaleFileException>(() => TestFiles.ReadAsync(file, FileFormat.Xlsx, new StandardMapping()));
        }
    }

    [Theory]
    [Trait("Fault", "74")]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("", "")]
    public void A_result_runs_nothing_in_a_spreadsheet(string text, string field) => Assert.Equal(field, ImportResult.Field(text));

    [Fact]
    public async Task Rows_in_several_encodings_cost_the_foreign_ones_only()
    {
        byte[] file =
        [
            .. Encoding.UTF8.Preamble,
            .. Encoding.UTF8.GetBytes(Header + Good),
            .. Encoding.Latin1.GetBytes(Good.Replace("S-1", "Sé-2", StringComparison.Ordinal)),
            .. Encoding.UTF8.GetBytes(Good.Replace("S-1", "Sé-3", StringComparison.Ordinal)),
            .. Encoding.Unicode.GetBytes(Good),
            (byte)'\n',
            .. Encoding.UTF8.GetBytes(Good.Replace("S-1", "S-4", StringComparison.Ordinal)),
        ];

        SaleFileRow[] rows = await TestFiles.ReadAsync(new MemoryStream(file), FileFormat.Csv, new StandardMapping());

        Assert.Equal(["S-1", "Sé-3", "S-4"], rows.OfType<SaleFileRow.Sale>().Select(sale => sale.Submission.Draft.Number));
        Assert.All(rows.OfType<SaleFileRow.Refused>(), refused => Assert.Equal(Outcome.RowMalformed, refused.Outcome));
    }
}
