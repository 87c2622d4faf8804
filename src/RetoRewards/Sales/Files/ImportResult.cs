using System.Buffers;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales.Files;

/// <summary>Writes what became of every row of a file, as CSV that a spreadsheet opens without running anything of it.</summary>
internal static class ImportResult
{
    /// <summary>What an event that is not decided yet is said to be.</summary>
    public const string Undecided = "waiting:undecided";

    private const string Header = "line,sale_number,taken,outcome,sentence";
    private const int RowsAtOnce = 1_000;

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\";\t\r\n'");

    /// <summary>Writes a header and a line for each row; of a refused file, one line that says why.</summary>
    public static async Task WriteAsync(RetoDbContext db, ImportRow import, TextWriter writer, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(Header + "\r\n");
        if (import.RefusedBecause is { } why)
        {
            await WriteAsync(writer, "", "", "refused", "refused:file_unreadable", why);
        }

        long after = -1;
        while (true)
        {
            var lines = await (
                    from line in db.Set<ImportLineRow>()
                    join told in db.Set<SaleEventRow>() on line.SaleEventId equals told.SaleEventId into events
                    from told in events.DefaultIfEmpty()
                    where line.ImportId == import.ImportId && line.LineNumber > after
                    orderby line.LineNumber
                    select new { Line = line, Outcome = told == null ? null : told.Outcome })
                .Take(RowsAtOnce)
                .ToListAsync(cancellationToken);
            foreach (var row in lines)
            {
                bool isRefused = row.Line.Outcome.StartsWith("refused:", StringComparison.Ordinal);
                string outcome = isRefused ? row.Line.Outcome
                    : row.Line.SaleEventId is null ? ""
                    : row.Outcome?.Code() ?? Undecided;
                await WriteAsync(
                    writer,
                    row.Line.LineNumber.ToString(CultureInfo.InvariantCulture),
                    row.Line.SaleNumber ?? "",
                    isRefused ? "refused" : row.Line.Outcome,
                    outcome,
                    row.Line.Sentence);
            }

            if (lines.Count < RowsAtOnce)
            {
                return;
            }

            after = lines[^1].Line.LineNumber;
        }
    }

    /// <summary>A field as CSV. What a spreadsheet would take for a formula gets an apostrophe in front and stays text.</summary>
    public static string Field(string text)
    {
        string harmless = text.Length > 0 && (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠')
            ? "'" + text
            : text;
        return harmless.AsSpan().ContainsAny(NeedQuotes) ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }

    private static Task WriteAsync(TextWriter writer, params string[] fields) =>
        writer.WriteAsync(string.Join(',', fields.Select(Field)) + "\r\n");
}
