using System.Text;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales.Files;

namespace RetoRewards.Tests.Sales.Files;

public sealed class StandardMappingTests
{
    private const string Header = "sale_number,sold_at,currency,unit_price,quantity,code,referrer,customer_number,event_id\n";
    private const string Good = "S-1,2025-03-01T10:15:00Z,GBP,6.40,2,,anna,K1,T-1\n";

    [Fact]
    public async Task A_row_becomes_a_sale_with_its_referrer()
    {
        SaleFileRow.Sale sale = Assert.IsType<SaleFileRow.Sale>(Assert.Single(await ReadAsync(Header + Good)));

        Assert.Equal("anna", sale.Referrer);
        Assert.Equal("T-1", sale.Submission.EventId);
        Assert.Equal("K1", sale.Submission.CustomerNumber);
        Assert.Equal("S-1", sale.Submission.Draft.Number);
        Assert.Equal(new DateTimeOffset(2025, 3, 1, 10, 15, 0, TimeSpan.Zero), sale.Submission.Draft.SoldAt);
        Assert.Equal(new SaleDraftLine(null, null, 2, 6.40m), Assert.Single(sale.Submission.Draft.Lines));
        Assert.Equal(2, sale.LineNumber);
    }

    [Fact]
    public async Task An_absent_event_id_is_the_sale_number_and_an_absent_quantity_is_one()
    {
        SaleFileRow.Sale sale = Assert.IsType<SaleFileRow.Sale>(
            Assert.Single(await ReadAsync("unit_price,sale_number,currency,sold_at\n1,S-1,GBP,2025-03-01T10:15Z\n")));

        Assert.Equal("S-1", sale.Submission.EventId);
        Assert.Equal(1, Assert.Single(sale.Submission.Draft.Lines).Quantity);
    }

    [Theory]
    [InlineData("S-2,2025-03-01T10:15:00,GBP,6.40,2,,anna,K1,T-2", "sold_at")]
    [InlineData("S-2,01/03/2025,GBP,6.40,2,,anna,K1,T-2", "sold_at")]
    [InlineData("S-2,,GBP,6.40,2,,anna,K1,T-2", "sold_at")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,\"6,40\",2,,anna,K1,T-2", "unit_price")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,1e3,2,,anna,K1,T-2", "unit_price")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,,2,,anna,K1,T-2", "unit_price")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,99999999999999999999999999999999,2,,anna,K1,T-2", "unit_price")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,6.40,two,,anna,K1,T-2", "quantity")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,6.40,2.5,,anna,K1,T-2", "quantity")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,6.40,2,AAAA,anna,K1,T-2", "code or a referrer")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,6.40,2", "fields")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,6.40,2,,anna,K1,T-2,more", "fields")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,6.40,2,,\"anna,K1,T-2", "quotes")]
    [InlineData("S-2,2025-03-01T10:15:00Z,GBP,6.40,2,,an\"na,K1,T-2", "quotes")]
    public async Task A_broken_row_is_refused_with_its_reason_and_its_neighbours_are_kept(string broken, string reason)
    {
        SaleFileRow[] rows = await ReadAsync($"{Header}{Good}{broken}\n{Good}");

        Assert.Equal(3, rows.Length);
        SaleFileRow.Refused refused = Assert.IsType<SaleFileRow.Refused>(rows[1]);
        Assert.Equal(Outcome.RowMalformed, refused.Outcome);
        Assert.Contains(reason, refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(3, refused.LineNumber);
        Assert.IsType<SaleFileRow.Sale>(rows[0]);
        Assert.IsType<SaleFileRow.Sale>(rows[2]);
    }

    [Fact]
    public async Task Quoted_fields_keep_commas_and_doubled_quotes()
    {
        SaleFileRow[] rows = await ReadAsync(Header + "S-1,2025-03-01T10:15:00Z,GBP,6.40,2,,\"anna \"\"A\"\", Ltd\",K1,T-1\n");

        Assert.Equal("anna \"A\", Ltd", Assert.IsType<SaleFileRow.Sale>(Assert.Single(rows)).Referrer);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_cost_their_row_only()
    {
        string accented = Good.Replace("anna", "Müller", StringComparison.Ordinal);
        byte[] file =
        [
            .. Encoding.UTF8.Preamble,
            .. Encoding.UTF8.GetBytes(Header + Good),
            .. Encoding.Latin1.GetBytes(accented),
            .. Encoding.UTF8.GetBytes(accented),
        ];

        SaleFileRow[] rows = await ReadAsync(new MemoryStream(file));

        Assert.Equal(3, rows.Length);
        Assert.Equal("The line is not UTF-8.", Assert.IsType<SaleFileRow.Refused>(rows[1]).Sentence);
        Assert.Equal("Müller", Assert.IsType<SaleFileRow.Sale>(rows[2]).Referrer);
    }

    [Fact]
    public async Task A_huge_line_costs_its_row_only()
    {
        string huge = $"S-2,\"{new string('x', 3_000_000)}\n";

        SaleFileRow[] rows = await ReadAsync(Header + huge + Good.TrimEnd() + "\r\n\r\n" + Good.TrimEnd());

        Assert.Equal(3, rows.Length);
        Assert.Contains("longer than", Assert.IsType<SaleFileRow.Refused>(rows[0]).Sentence, StringComparison.Ordinal);
        Assert.Equal(3, Assert.IsType<SaleFileRow.Sale>(rows[1]).LineNumber);
        Assert.Equal(5, Assert.IsType<SaleFileRow.Sale>(rows[2]).LineNumber);
    }

    [Fact]
    public async Task A_line_of_the_longest_length_is_read_wherever_the_buffer_ends()
    {
        string shorter = Good.TrimEnd();
        string name = new('n', BoundedLines.MaxBytes - shorter.Length + "anna".Length);
        string line = shorter.Replace("anna", name, StringComparison.Ordinal);
        string longer = shorter.Replace("anna", name + "n", StringComparison.Ordinal);

        SaleFileRow[] rows = await ReadAsync(Header + string.Join('\n', Enumerable.Repeat(line, 10).Append(longer)));

        Assert.Equal(11, rows.Length);
        Assert.All(rows[..10], row => Assert.Equal(name, Assert.IsType<SaleFileRow.Sale>(row).Referrer));
        Assert.IsType<SaleFileRow.Refused>(rows[10]);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    [InlineData("sale_number,sold_at,currency\n", "lacks: unit_price")]
    [InlineData("sale_number,sold_at,currency,unit_price,colour\n", "'colour'")]
    [InlineData("sale_number,sale_number,sold_at,currency,unit_price\n", "twice")]
    public async Task A_file_that_is_no_file_of_sales_is_refused_as_a_whole(string file, string reason)
    {
        SaleFileException refused = await Assert.ThrowsAsync<SaleFileException>(() => ReadAsync(file));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_utf16_is_refused_as_a_whole()
    {
        MemoryStream file = new([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Header)]);

        await Assert.ThrowsAsync<SaleFileException>(() => ReadAsync(file));
    }

    [Fact]
    public void An_unknown_mapping_is_told_with_the_known_ones()
    {
        SaleFileException refused = Assert.Throws<SaleFileException>(() => ReadyMappings.Document("mine"));

        Assert.Contains("standard, online-retail, northwind", refused.Message, StringComparison.Ordinal);
    }

    private static Task<SaleFileRow[]> ReadAsync(string file) => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)));

    private static async Task<SaleFileRow[]> ReadAsync(Stream file)
    {
        List<SaleFileRow> rows = [];
        await foreach (SaleFileRow row in SaleFile.ReadAsync(file, FileFormat.Csv, new StandardMapping(), CancellationToken.None))
        {
            rows.Add(row);
        }

        return [.. rows];
    }
}
