using System.Globalization;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>Invoices of the public data set Online Retail: a row an invoice, prices in GBP, dates as month/day/year taken as UTC.</summary>
/// <remarks>
/// A row's number that begins with C is a cancellation, which names no invoice of the file; one that begins with another letter is a
/// correction of the books. The data knows no referrers, so one follows from the customer: customer n was brought by referrer
/// n modulo 3,000, and nobody brought those for whom that is below 20.
/// </remarks>
internal sealed class OnlineRetailMapping : SaleFileMapping
{
    public const string Name = "online-retail";

    /// <summary>What the file writes for a customer that is not known.</summary>
    private const string Blank = "(blank)";

    private const int Referrers = 3_000;
    private const int WithoutReferrer = 20;
    private const string DateFormat = "M/d/yyyy H:mm";

    private static readonly string[] Required = ["InvoiceNo", "InvoiceDate", "CustomerID", "Country", "Quantity", "UnitPrice"];

    private CsvColumns? columns;

    public override void Bind(IReadOnlyList<string> header) => columns = CsvColumns.Bind(header, Required, []);

    public override SaleFileRow Map(long lineNumber, IReadOnlyList<string> fields)
    {
        CsvColumns bound = columns ?? throw new InvalidOperationException("The columns are bound before the first row.");
        string? number = bound.Read(fields, "InvoiceNo");
        string? date = bound.Read(fields, "InvoiceDate");
        string? customer = bound.Read(fields, "CustomerID");
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (number is null
            || !DateTimeOffset.TryParseExact(
                date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset soldAt)
            || !int.TryParse(bound.Read(fields, "Quantity"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int quantity)
            || !decimal.TryParse(bound.Read(fields, "UnitPrice"), plain, CultureInfo.InvariantCulture, out decimal price))
        {
            return Refuse(Outcome.RowMalformed, "The row lacks a number, or its date, quantity or price cannot be read.");
        }

        if (number.StartsWith('C'))
        {
            return Refuse(Outcome.CancellationWithoutSale, "The row is a cancellation and names no sale.");
        }

        if (!char.IsAsciiDigit(number[0]))
        {
            return Refuse(Outcome.NotASale, "The row is a correction of the books, not a sale.");
        }

        if (price == 0)
        {
            return Refuse(Outcome.AmountZero, "The goods cost nothing.");
        }

        if (customer is null or Blank)
        {
            return Refuse(Outcome.CustomerMissing, "The row names no customer.");
        }

        SaleDraft draft = new(null, number, soldAt, "GBP", [new SaleDraftLine(null, null, quantity, price)]);
        SaleSubmission submission = new($"{number}@{date}", draft, null, customer, LineRounding.HalfEven);
        return new SaleFileRow.Sale(submission, ReferrerOf(customer)) { LineNumber = lineNumber };

        SaleFileRow.Refused Refuse(Outcome outcome, string sentence) => new(outcome, sentence) { LineNumber = lineNumber };
    }

    private static string? ReferrerOf(string customer)
    {
        if (!int.TryParse(customer, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number % Referrers < WithoutReferrer)
        {
            return null;
        }

        return string.Create(CultureInfo.InvariantCulture, $"referrer-{number % Referrers:0000}");
    }
}
