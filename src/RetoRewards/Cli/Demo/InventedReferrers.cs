using System.Globalization;
using RetoRewards.Sales.Files;

namespace RetoRewards.Cli.Demo;

/// <summary>Gives the sales of public data sets the referrers that the data does not know, by a fixed rule.</summary>
/// <remarks>
/// Online Retail: customer n was brought by referrer n modulo 3,000, and nobody brought those for whom that is below 20.
/// Northwind: the employee who sold is the referrer too.
/// </remarks>
internal sealed class InventedReferrers(SaleFileMapping mapping, Func<SaleFileRow.Sale, string?> referrerOf) : SaleFileMapping
{
    private const int Referrers = 3_000;
    private const int WithoutReferrer = 20;

    public override IReadOnlyList<string> Columns => mapping.Columns;

    public override char Separator => mapping.Separator;

    public override bool RowsAreLines => mapping.RowsAreLines;

    public override bool IgnoresOtherColumns => mapping.IgnoresOtherColumns;

    /// <summary>The mapping of that name, with referrers where the demonstration invents them.</summary>
    /// <param name="name">The name of a ready mapping.</param>
    /// <param name="salesPath">The file, beside which its further files stand.</param>
    /// <exception cref="SaleFileException">No mapping has the name, or a further file is missing.</exception>
    public static async Task<SaleFileMapping> OpenAsync(string name, string salesPath, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(salesPath))!;
        SaleFileMapping mapping = await ReadyMappings.OpenAsync(ReadyMappings.Document(name), folder, cancellationToken);
        return name switch
        {
            ReadyMappings.OnlineRetail => new InventedReferrers(mapping, sale => ByCustomer(sale.Submission.CustomerNumber)),
            ReadyMappings.Northwind => new InventedReferrers(mapping, sale => sale.Seller),
            _ => mapping,
        };
    }

    public override void Bind(IReadOnlyList<string> header) => mapping.Bind(header);

    public override SaleFileRow Map(long lineNumber, IReadOnlyList<string> fields)
    {
        SaleFileRow row = mapping.Map(lineNumber, fields);
        return row is SaleFileRow.Sale sale ? sale with { Referrer = referrerOf(sale) } : row;
    }

    private static string? ByCustomer(string? customer) =>
        int.TryParse(customer, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number % Referrers >= WithoutReferrer
            ? string.Create(CultureInfo.InvariantCulture, $"referrer-{number % Referrers:0000}")
            : null;
}
