using System.Globalization;
using System.Text.RegularExpressions;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>Reads sales by a mapping that is data.</summary>
internal sealed partial class ColumnMapping : SaleFileMapping
{
    private readonly ColumnMappingDocument document;
    private readonly Lookups lookups;
    private readonly Dictionary<string, LookupDocument> lookupsByName;
    private readonly string[] columns;
    private CsvColumns? bound;

    /// <param name="document">A mapping that was checked.</param>
    /// <param name="lookups">Its further files.</param>
    public ColumnMapping(ColumnMappingDocument document, Lookups lookups)
    {
        this.document = document;
        this.lookups = lookups;
        lookupsByName = document.Lookups.ToDictionary(lookup => lookup.Name!, StringComparer.Ordinal);
        columns =
        [
            .. document.Columns.Values
                .Concat(InBraces().Matches(document.EventId ?? "").Select(match => match.Groups[1].Value))
                .Concat(document.Lookups.Select(lookup => lookup.By!))
                .Concat(document.Refuse.Select(refusal => refusal.Column!))
                .Where(column => LookupOf(column) is null)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    public override IReadOnlyList<string> Columns => columns;

    public override char Separator => document.Separator[0];

    public override bool IgnoresOtherColumns => document.IgnoreOtherColumns;

    public override bool RowsAreLines => document.RowsAreLines;

    public override void Bind(IReadOnlyList<string> header) => bound = CsvColumns.Bind(header, columns, [], document.IgnoreOtherColumns);

    public override SaleFileRow Map(long lineNumber, IReadOnlyList<string> fields)
    {
        RowReader row = new(this, bound ?? throw new InvalidOperationException("The columns are bound before the first row."), fields);
        string? number = row.Text(MappedFields.SaleNumber);
        if (document.Refuse.FirstOrDefault(refusal => Applies(refusal, row)) is { } refused)
        {
            string sentence = refused.Sentence ?? $"The {refused.Column} says that the row is no sale.";
            return new SaleFileRow.Refused(ColumnMappingCheck.OutcomeOf(refused.Outcome)!.Value, sentence)
            {
                LineNumber = lineNumber,
                SaleNumber = number,
            };
        }

        row.Fault ??= number is null ? "The row has no sale number." : null;
        SaleDraftLine line = ReadLine(row);
        SaleDraft draft = new(
            null, number, row.Moment(MappedFields.SoldAt) ?? default, row.Text(MappedFields.Currency), [line], row.Text(MappedFields.Place));
        string? eventId = document.EventId is { } template
            ? InBraces().Replace(template, match => row.Column(match.Groups[1].Value) ?? "")
            : number;
        DateTimeOffset? deliveredAt = row.Moment(MappedFields.DeliveredAt);
        DateTimeOffset? paidAt = row.Moment(MappedFields.PaidAt);
        if (row.Fault is not null)
        {
            return new SaleFileRow.Refused(Outcome.RowMalformed, row.Fault) { LineNumber = lineNumber, SaleNumber = number };
        }

        SaleSubmission submission = new(
            eventId,
            draft,
            row.Text(MappedFields.Code),
            row.Text(MappedFields.CustomerNumber),
            document.Rounding == "halfEven" ? LineRounding.HalfEven : LineRounding.Refuse)
        {
            PaidAt = paidAt,
            PaymentPending = paidAt is null && Tells(MappedFields.PaidAt),
            DeliveredAt = deliveredAt,
            DeliveryPending = deliveredAt is null && Tells(MappedFields.DeliveredAt),
            Employee = row.Text(MappedFields.Employee),
            KeepsFirst = !document.Revises,
        };
        return new SaleFileRow.Sale(submission, row.Text(MappedFields.Referrer))
        {
            LineNumber = lineNumber,
            Seller = row.Text(MappedFields.Seller),
        };
    }

    /// <summary>A file that has a column for it says by an empty one that it has not happened yet.</summary>
    private bool Tells(string field) => document.Columns.ContainsKey(field);

    private static SaleDraftLine ReadLine(RowReader row)
    {
        int quantity = row.Count(MappedFields.Quantity, 1);
        decimal price = row.Amount(MappedFields.UnitPrice, null);
        decimal discount = row.Amount(MappedFields.Discount, 0);
        decimal share = row.Amount(MappedFields.DiscountShare, 0);
        if (share is < 0 or > 1)
        {
            row.Fault ??= "The discount's share is not from 0 to 1.";
        }
        else if (share > 0 && row.Fault is null && Math.Abs(price) < MaxPrice)
        {
            // To the minor unit, half-even; the currency's own places are the intake's to check.
            discount += decimal.Round(quantity * price * share, 2, MidpointRounding.ToEven);
        }

        return new SaleDraftLine(
            row.Text(MappedFields.Sku),
            row.Text(MappedFields.ProductType),
            quantity,
            price,
            discount,
            row.Amount(MappedFields.Tax, 0),
            row.Amount(MappedFields.Shipping, 0));
    }

    /// <summary>Above it the product with a quantity might leave the range of a decimal; the intake refuses such a price anyway.</summary>
    private const decimal MaxPrice = 1e15m;

    private static bool Applies(RefusalDocument refusal, RowReader row)
    {
        string? value = row.Column(refusal.Column!);
        return refusal.When switch
        {
            "startsWith" => value?.StartsWith(refusal.Value!, StringComparison.Ordinal) == true,
            "startsWithoutDigit" => value is { Length: > 0 } && !char.IsAsciiDigit(value[0]),
            "equals" => value == refusal.Value,
            "isZero" => row.TryReadNumber(value, out decimal number) && number == 0,
            "isAbsent" => value is null,
            _ => throw new InvalidOperationException("The conditions of a mapping are checked before it is used."),
        };
    }

    /// <summary>The lookup whose column this is; null for a column of the main file.</summary>
    private LookupDocument? LookupOf(string column)
    {
        int dot = column.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? lookupsByName.GetValueOrDefault(column[..dot]) : null;
    }

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex InBraces();

    /// <summary>Reads the fields of one row and keeps the first fault.</summary>
    private sealed class RowReader(ColumnMapping mapping, CsvColumns bound, IReadOnlyList<string> fields)
    {
        /// <summary>Deepest chain of lookups; one names one above it, so that there is no circle.</summary>
        private const int MaxDepth = ColumnMappingCheck.MaxEntries;

        public string? Fault { get; set; }

        /// <summary>The value of a column, through lookups where it is one of theirs; null when it is absent.</summary>
        public string? Column(string column) => Column(column, MaxDepth);

        /// <summary>The value of a field: its column's, else its constant.</summary>
        public string? Text(string field) =>
            (mapping.document.Columns.TryGetValue(field, out string? column) ? Column(column) : null)
            ?? mapping.document.Constants.GetValueOrDefault(field);

        public int Count(string field, int absent)
        {
            string? text = Text(field);
            if (text is null)
            {
                return absent;
            }

            if (!TryReadNumber(text, out decimal number) || number != decimal.Truncate(number) || Math.Abs(number) > int.MaxValue)
            {
                Fault ??= $"The {field} is no whole number.";
                return absent;
            }

            return (int)number;
        }

        public decimal Amount(string field, decimal? absent)
        {
            string? text = Text(field);
            if (text is null && absent is { } value)
            {
                return value;
            }

            if (!TryReadNumber(text, out decimal amount))
            {
                Fault ??= $"The {field} is no number with a decimal {(mapping.document.DecimalSeparator == "." ? "point" : "comma")}.";
            }

            return amount;
        }

        /// <summary>The moment of a field; null when the row does not tell it.</summary>
        public DateTimeOffset? Moment(string field)
        {
            string? text = Text(field);
            if (text is null)
            {
                Fault ??= field == MappedFields.SoldAt ? "The soldAt is missing." : null;
                return null;
            }

            TimeSpan? offset = mapping.document.Offset is { } given && ColumnMappingCheck.TryReadOffset(given, out TimeSpan read) ? read : null;
            if (MomentText.TryParse(text, mapping.document.Moments, offset, out DateTimeOffset moment))
            {
                return moment;
            }

            Fault ??= $"The {field} is no date and time of the mapping's form{(offset is null ? ", with an offset from UTC" : "")}.";
            return null;
        }

        public bool TryReadNumber(string? text, out decimal number)
        {
            number = 0;
            if (text is null || (mapping.document.DecimalSeparator == "," && text.Contains('.', StringComparison.Ordinal)))
            {
                return false;
            }

            string plain = mapping.document.DecimalSeparator == "," ? text.Replace(',', '.') : text;
            return decimal.TryParse(
                plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
        }

        private string? Column(string column, int depth)
        {
            string? text;
            if (mapping.LookupOf(column) is { } lookup)
            {
                string? key = depth == 0 ? null : Column(lookup.By!, depth - 1);
                text = mapping.lookups.Find(lookup.Name!, key, column[(lookup.Name!.Length + 1)..])?.Trim();
            }
            else
            {
                text = bound.Read(fields, column);
            }

            return string.IsNullOrEmpty(text) || mapping.document.Absent.Contains(text) ? null : text;
        }
    }
}
