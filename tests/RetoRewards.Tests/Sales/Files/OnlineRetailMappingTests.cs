using System.Text;
using RetoRewards.Cli.Demo;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;
using RetoRewards.Sales.Files;

namespace RetoRewards.Tests.Sales.Files;

public sealed class OnlineRetailMappingTests
{
    private const string Header = "InvoiceNo,InvoiceDate,CustomerID,Country,Quantity,UnitPrice\n";

    [Fact]
    public async Task An_invoice_becomes_a_sale_in_pounds_on_a_day_written_month_first()
    {
        SaleFileRow.Sale sale = Assert.IsType<SaleFileRow.Sale>(await RowAsync("536367,12/1/2010 8:34,13047,United Kingdom,83,4.8533"));

        SaleSubmission submission = sale.Submission;
        Assert.Equal("536367", submission.Draft.Number);
        Assert.Equal("536367@12/1/2010 8:34", submission.EventId);
        Assert.Equal("GBP", submission.Draft.CurrencyCode);
        Assert.Equal(new DateTimeOffset(2010, 12, 1, 8, 34, 0, TimeSpan.Zero), submission.Draft.SoldAt);
        Assert.Equal(LineRounding.HalfEven, submission.Rounding);
        Assert.Equal("13047", submission.CustomerNumber);
        // 13047 modulo 3,000.
        Assert.Equal("referrer-1047", sale.Referrer);
    }

    [Theory]
    [InlineData("15019", null)]
    [InlineData("15020", "referrer-0020")]
    [InlineData("14999", "referrer-2999")]
    public async Task The_referrer_follows_from_the_customer(string customer, string? referrer)
    {
        SaleFileRow.Sale sale = Assert.IsType<SaleFileRow.Sale>(await RowAsync($"536367,12/1/2010 8:34,{customer},France,1,1"));

        Assert.Equal(referrer, sale.Referrer);
    }

    [Theory]
    [InlineData("C536379,12/1/2010 9:41,14527,United Kingdom,-1,27.5", Outcome.CancellationWithoutSale)]
    [InlineData("C536379,12/1/2010 9:41,(blank),United Kingdom,-1,0", Outcome.CancellationWithoutSale)]
    [InlineData("A563185,8/12/2011 14:50,(blank),United Kingdom,1,11062.06", Outcome.NotASale)]
    [InlineData("536414,12/1/2010 11:52,(blank),United Kingdom,56,0", Outcome.AmountZero)]
    [InlineData("536544,12/1/2010 14:32,(blank),United Kingdom,1,2.5", Outcome.CustomerMissing)]
    [InlineData("536544,13/1/2010 14:32,17850,United Kingdom,1,2.5", Outcome.RowMalformed)]
    [InlineData("536544,12/1/2010 14:32,17850,United Kingdom,many,2.5", Outcome.RowMalformed)]
    [InlineData(",12/1/2010 14:32,17850,United Kingdom,1,2.5", Outcome.RowMalformed)]
    public async Task Rows_that_are_no_sale_have_an_outcome_of_their_own(string row, Outcome outcome) =>
        Assert.Equal(outcome, Assert.IsType<SaleFileRow.Refused>(await RowAsync(row)).Outcome);

    private static async Task<SaleFileRow> RowAsync(string row)
    {
        MemoryStream file = new(Encoding.UTF8.GetBytes(Header + row + "\n"));
        SaleFileMapping mapping = await InventedReferrers.OpenAsync(ReadyMappings.OnlineRetail, "invoices.csv", CancellationToken.None);
        List<SaleFileRow> rows = [];
        await foreach (SaleFileRow read in SaleFile.ReadAsync(file, FileFormat.Csv, mapping, CancellationToken.None))
        {
            rows.Add(read);
        }

        return Assert.Single(rows);
    }
}
