using System.Globalization;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>The project's own format, one sale a row (docs/import.md).</summary>
internal sealed class StandardMapping : SaleFileMapping
{
    public const string Name = "standard";

    private static readonly string[] Required = ["sale_number", "sold_at", "currency", "unit_price"];

    private static readonly string[] Optional =
    [
        "event_id", "quantity", "discount", "tax", "shipping", "sku", "product_type", "customer_number", "code", "referrer", "place",
    ];

    private CsvColumns? columns;

    public override IReadOnlyList<string> Columns { get; } = [.. Required, .. Optional];

    public override void Bind(IReadOnlyList<string> header) => columns = CsvColumns.Bind(header, Required, Optional);

    public override SaleFileRow Map(long lineNumber, IReadOnlyList<string> fields)
    {
        Row row = new(columns ?? throw new InvalidOperationException("The columns are bound before the first row."), fields);
        string? number = row.Text("sale_number");
        DateTimeOffset soldAt = row.Moment("sold_at");
        SaleDraftLine line = new(
            row.Text("sku"),
            row.Text("product_type"),
            row.Count("quantity", 1),
            row.Amount("unit_price", null),
            row.Amount("discount", 0),
            row.Amount("tax", 0),
            row.Amount("shipping", 0));
        string? code = row.Text("code");
        string? referrer = row.Text("referrer");
        if (code is not null && referrer is not null)
        {
            row.Fault ??= "A row gives a code or a referrer, not both.";
        }

        if (row.Fault is not null)
        {
            return new SaleFileRow.Refused(Outcome.RowMalformed, row.Fault) { LineNumber = lineNumber, SaleNumber = number };
        }

        SaleDraft draft = new(null, number, soldAt, row.Text("currency"), [line], row.Text("place"));
        SaleSubmission submission = new(row.Text("event_id") ?? number, draft, code, row.Text("customer_number")) { KeepsFirst = true };
        return new SaleFileRow.Sale(submission, referrer) { LineNumber = lineNumber };
    }

    /// <summary>Reads fields and keeps the first fault.</summary>
    private sealed class Row(CsvColumns columns, IReadOnlyList<string> fields)
    {
        public string? Fault { get; set; }

        public string? Text(string column) => columns.Read(fields, column);

        public int Count(string column, int absent)
        {
            string? text = Text(column);
            if (text is null)
            {
                return absent;
            }

            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count))
            {
                Fault ??= $"The {column} is no whole number.";
            }

            return count;
        }

        public decimal Amount(string column, decimal? absent)
        {
            string? text = Text(column);
            if (text is null && absent is { } value)
            {
                return value;
            }

            const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            if (!decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out decimal amount))
            {
                Fault ??= $"The {column} is no number with a decimal point.";
            }

            return amount;
        }

        public DateTimeOffset Moment(string column)
        {
            string? text = Text(column);
            if (text is null || !MomentText.TryParse(text, [], offset: null, out DateTimeOffset moment))
            {
                Fault ??= $"The {column} is no date and time with an offset, such as 2026-03-01T10:15:00Z or 2026-03-01T13:15:00+03:00.";
                return default;
            }

            return moment;
        }
    }
}
