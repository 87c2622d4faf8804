using System.Runtime.CompilerServices;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>Joins rows that follow each other with the same sale number to one sale of several lines.</summary>
/// <remarks>
/// A sale of which one row is refused is refused as a whole, since it would be worth less than it was. A row whose number cannot be
/// read may be of the sale before it or of the one after it, so that both are refused: a corrected file tells them again.
/// </remarks>
internal static class SaleLines
{
    public static async IAsyncEnumerable<SaleFileRow> JoinAsync(
        IAsyncEnumerable<SaleFileRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<SaleFileRow> open = [];
        string? number = null;
        bool isDoubtful = false;
        await foreach (SaleFileRow row in rows.WithCancellation(cancellationToken))
        {
            string? own = NumberOf(row);
            if (own is null)
            {
                yield return row;
                if (open.Count > 0)
                {
                    open[^1] = Refuse(open[^1], Outcome.RowMalformed, "The row after this one cannot be read and may be of this sale.");
                }

                isDoubtful = true;
                continue;
            }

            if (own != number)
            {
                foreach (SaleFileRow joined in Close(open, number))
                {
                    yield return joined;
                }

                open.Clear();
                number = own;
            }

            if (open.Count > SaleCheck.MaxLines)
            {
                yield return Refuse(row, Outcome.TooManyLines, $"The sale {number} has more than {SaleCheck.MaxLines} lines.");
            }
            else
            {
                open.Add(isDoubtful ? Refuse(row, Outcome.RowMalformed, "The row before this one cannot be read and may be of this sale.") : row);
            }

            isDoubtful = false;
        }

        foreach (SaleFileRow joined in Close(open, number))
        {
            yield return joined;
        }
    }

    private static string? NumberOf(SaleFileRow row) => row switch
    {
        SaleFileRow.Sale sale => sale.Submission.Draft.Number,
        SaleFileRow.Refused refused => refused.SaleNumber,
        _ => null,
    };

    private static IEnumerable<SaleFileRow> Close(List<SaleFileRow> open, string? number)
    {
        SaleFileRow.Sale[] sales = [.. open.OfType<SaleFileRow.Sale>()];
        if (sales.Length < open.Count)
        {
            return open.Select(row => row as SaleFileRow.Refused
                ?? Refuse(row, Outcome.RowMalformed, $"Another row of the sale {number} was refused."));
        }

        return sales.Length == 0 ? [] : [Join(sales)];
    }

    /// <summary>What a sale has once is told by its first row; the others must not contradict it.</summary>
    private static SaleFileRow Join(SaleFileRow.Sale[] sales)
    {
        SaleFileRow.Sale first = sales[0];
        SaleDraft draft = first.Submission.Draft with { Lines = [.. sales.SelectMany(sale => sale.Submission.Draft.Lines)] };
        IReadOnlyList<long> further = [.. sales.Skip(1).Select(sale => sale.LineNumber)];
        return Array.TrueForAll(sales, sale => Headless(first) == Headless(sale))
            ? first with { Submission = first.Submission with { Draft = draft }, FurtherLines = further }
            : Refuse(first, Outcome.RowMalformed, $"The rows of the sale {draft.Number} contradict each other.") with { FurtherLines = further };
    }

    private static SaleFileRow.Sale Headless(SaleFileRow.Sale sale) =>
        sale with
        {
            LineNumber = 0,
            Submission = sale.Submission with { Draft = sale.Submission.Draft with { Lines = [] } },
        };

    private static SaleFileRow.Refused Refuse(SaleFileRow row, Outcome outcome, string sentence) =>
        new(outcome, sentence) { LineNumber = row.LineNumber, SaleNumber = NumberOf(row) };
}
