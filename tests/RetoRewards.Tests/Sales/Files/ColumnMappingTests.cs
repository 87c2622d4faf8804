using System.Text.Json.Nodes;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;
using RetoRewards.Sales.Files;

namespace RetoRewards.Tests.Sales.Files;

public sealed class ColumnMappingTests
{
    private const string German =
        """
        {"columns":{"saleNumber":"Nr","soldAt":"Datum","unitPrice":"Preis","quantity":"Menge","code":"Gutschein"},
         "constants":{"currency":"EUR"},"eventId":"{Nr}/{Datum}","separator":";","decimalSeparator":",",
         "moments":["dd.MM.yyyy HH:mm"],"offset":"+01:00","absent":["-"],"ignoreOtherColumns":true,
         "refuse":[{"column":"Nr","when":"startsWith","value":"R","outcome":"refused:not_a_sale"}]}
        """;

    private const string Lines =
        """{"columns":{"saleNumber":"order","soldAt":"at","unitPrice":"price","sku":"sku"},"constants":{"currency":"GBP"},"rowsAreLines":true}""";

    [Fact]
    public async Task A_file_of_another_country_is_read_by_its_own_separators_dates_and_names()
    {
        SaleFileRow[] rows = await TestFiles.ReadAsync(
            "Nr;Datum;Menge;Preis;Gutschein;Kasse\nS-1;01.03.2025 10:15;2;1234,50;-;7\nR-2;01.03.2025 10:20;1;3,00;-;7\n"
            + "S-3;01.03.2025 10:20;1;1.234,50;-;7\nS-4;31.02.2025 10:20;1;3,00;-;7\nS-5;01.03.2025 10:20;1;3,00;ABC;7\n",
            German);

        SaleSubmission sale = Assert.IsType<SaleFileRow.Sale>(rows[0]).Submission;
        Assert.Equal("S-1/01.03.2025 10:15", sale.EventId);
        Assert.Equal(new DateTimeOffset(2025, 3, 1, 9, 15, 0, TimeSpan.Zero), sale.Draft.SoldAt);
        Assert.Equal("EUR", sale.Draft.CurrencyCode);
        Assert.Equal(new SaleDraftLine(null, null, 2, 1234.50m), Assert.Single(sale.Draft.Lines));
        Assert.Null(sale.Code);
        Assert.Equal(Outcome.NotASale, Assert.IsType<SaleFileRow.Refused>(rows[1]).Outcome);
        Assert.Contains("decimal comma", Assert.IsType<SaleFileRow.Refused>(rows[2]).Sentence, StringComparison.Ordinal);
        Assert.Contains("soldAt", Assert.IsType<SaleFileRow.Refused>(rows[3]).Sentence, StringComparison.Ordinal);
        Assert.Equal("ABC", Assert.IsType<SaleFileRow.Sale>(rows[4]).Submission.Code);
    }

    [Fact]
    public async Task Rows_of_one_number_are_lines_of_one_sale()
    {
        SaleFileRow[] rows = await TestFiles.ReadAsync(
            "order,at,price,sku\n1,2025-03-01T10:00Z,2,A\n1,2025-03-01T10:00Z,3,B\n2,2025-03-01T11:00Z,4,C\n", Lines);

        Assert.Equal(2, rows.Length);
        SaleFileRow.Sale first = Assert.IsType<SaleFileRow.Sale>(rows[0]);
        Assert.Equal(["A", "B"], first.Submission.Draft.Lines.Select(line => line.Sku));
        Assert.Equal([3], first.FurtherLines);
        Assert.Single(Assert.IsType<SaleFileRow.Sale>(rows[1]).Submission.Draft.Lines);
    }

    [Fact]
    public async Task A_sale_of_which_a_row_is_lost_is_not_taken_for_a_smaller_one()
    {
        SaleFileRow[] rows = await TestFiles.ReadAsync(
            "order,at,price,sku\n1,2025-03-01T10:00Z,2,A\n1,2025-03-01T10:00Z,x,B\n2,2025-03-01T11:00Z,4,C\n2,2025-03-01T11:00Z\n"
            + "3,2025-03-01T11:00Z,4,D\n4,2025-03-01T11:00Z,4,E\n4,2025-03-01T12:00Z,4,F\n5,2025-03-01T12:00Z,4,G\n",
            Lines);

        SaleFileRow.Sale kept = Assert.Single(rows.OfType<SaleFileRow.Sale>());
        Assert.Equal("5", kept.Submission.Draft.Number);
        Assert.Equal(6, rows.OfType<SaleFileRow.Refused>().Count());
        Assert.Equal(
            Enumerable.Range(2, 8).Select(line => (long)line),
            rows.SelectMany(row => row.FurtherLines.Prepend(row.LineNumber)).Order());
    }

    [Fact]
    public async Task A_sale_of_too_many_lines_is_refused_and_its_rest_is_no_sale_of_its_own()
    {
        string row = "1,2025-03-01T10:00Z,2,A\n";

        SaleFileRow[] rows = await TestFiles.ReadAsync(
            "order,at,price,sku\n" + string.Concat(Enumerable.Repeat(row, 210)) + "2,2025-03-01T10:00Z,2,A\n", Lines);

        SaleFileRow.Sale[] sales = [.. rows.OfType<SaleFileRow.Sale>()];
        Assert.Equal(2, sales.Length);
        // One line more than the intake takes, so that it refuses the sale by its own rule.
        Assert.Equal(SaleCheck.MaxLines + 1, sales[0].Submission.Draft.Lines.Count);
        Assert.Equal("2", sales[1].Submission.Draft.Number);
        Assert.Equal(9, rows.OfType<SaleFileRow.Refused>().Count(refused => refused.Outcome == Outcome.TooManyLines));
    }

    [Fact]
    public async Task Further_files_are_joined_by_their_keys()
    {
        string folder = Directory.CreateTempSubdirectory("retorewards-lookups-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "orders.csv"),
            "orderID,customerID,employeeID,orderDate,shippedDate,shipCountry\n1,ALFKI,5,1996-07-04 00:00:00.000,NULL,France\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "products.csv"), "productID,categoryID\n11,4\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "categories.csv"), "categoryID,categoryName\n4,Dairy Products\n");
        SaleFileMapping mapping = await ReadyMappings.OpenAsync(
            ReadyMappings.Document(ReadyMappings.Northwind), folder, CancellationToken.None);

        SaleFileRow[] rows = await TestFiles.ReadAsync(
            TestFiles.Of("orderID,productID,unitPrice,quantity,discount\n1,11,14.00,12,0.05\n1,11,9.80,10,0\n2,11,1,1,0\n"), FileFormat.Csv, mapping);

        SaleFileRow.Sale sale = Assert.IsType<SaleFileRow.Sale>(rows[0]);
        Assert.Equal("5", sale.Seller);
        Assert.Equal("ALFKI", sale.Submission.CustomerNumber);
        Assert.Equal("France", sale.Submission.Draft.Place);
        Assert.True(sale.Submission.DeliveryPending);
        Assert.Equal(new SaleDraftLine("11", "Dairy Products", 12, 14.00m, 8.40m), sale.Submission.Draft.Lines[0]);
        Assert.Equal(2, sale.Submission.Draft.Lines.Count);
        Assert.Contains("soldAt is missing", Assert.IsType<SaleFileRow.Refused>(rows[1]).Sentence, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("/columns/colour", "\"columns\"", "{\"colour\":\"x\"}")]
    [InlineData("/columns/saleNumber", "\"columns\"", "{\"soldAt\":\"a\",\"unitPrice\":\"b\"}")]
    [InlineData("/separator", "\"separator\"", "\"and\"")]
    [InlineData("/decimalSeparator", "\"decimalSeparator\"", "\"'\"")]
    [InlineData("/offset", "\"offset\"", "\"+25:00\"")]
    [InlineData("/rounding", "\"rounding\"", "\"up\"")]
    [InlineData("/eventId", "\"eventId\"", "\"same\"")]
    [InlineData("/refuse/0/outcome", "\"refuse\"", """[{"column":"Nr","when":"isZero","outcome":"rewarded"}]""")]
    [InlineData("/refuse/0/when", "\"refuse\"", """[{"column":"Nr","when":"rains","outcome":"refused:not_a_sale"}]""")]
    [InlineData("/lookups/0/file", "\"lookups\"", """[{"name":"o","file":"../secret.csv","key":"k","by":"Nr"}]""")]
    [InlineData("$", "\"colour\"", "1")]
    public void A_mapping_that_cannot_be_is_refused_with_the_place_at_fault(string place, string member, string value)
    {
        JsonObject mapping = JsonNode.Parse(German)!.AsObject();
        mapping[member.Trim('"')] = JsonNode.Parse(value);

        SaleFileException refused = Assert.Throws<SaleFileException>(() => ColumnMappingJson.Read(mapping.ToJsonString()));

        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ready_mappings_pass_their_own_check()
    {
        Assert.All(ReadyMappings.Names, name => ReadyMappings.Document(name));
        Assert.NotNull(ReadyMappings.Document(ReadyMappings.Northwind));
    }
}
