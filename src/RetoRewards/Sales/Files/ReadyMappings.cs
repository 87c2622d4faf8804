using System.Reflection;

namespace RetoRewards.Sales.Files;

/// <summary>Mappings that ship with the service, by name.</summary>
internal static class ReadyMappings
{
    public const string OnlineRetail = "online-retail";
    public const string Northwind = "northwind";

    /// <summary>Their names, the project's own format first.</summary>
    public static IReadOnlyList<string> Names { get; } = [StandardMapping.Name, OnlineRetail, Northwind];

    /// <summary>The mapping as data; null for the project's own format, which is none.</summary>
    /// <exception cref="SaleFileException">No mapping has the name.</exception>
    public static ColumnMappingDocument? Document(string name) => name switch
    {
        StandardMapping.Name => null,
        OnlineRetail or Northwind => ColumnMappingJson.Read(Json(name)),
        _ => throw new SaleFileException($"There is no mapping '{name}'. There are: {string.Join(", ", Names)}."),
    };

    /// <summary>A mapping ready to read one file.</summary>
    /// <param name="document">The mapping as data; null for the project's own format.</param>
    /// <param name="folder">Where its further files stand.</param>
    /// <param name="cancellationToken">Stops the reading of the further files.</param>
    /// <exception cref="SaleFileException">A further file is missing or cannot be read.</exception>
    public static async Task<SaleFileMapping> OpenAsync(
        ColumnMappingDocument? document, string folder, CancellationToken cancellationToken) =>
        document is null
            ? new StandardMapping()
            : new ColumnMapping(document, await Lookups.ReadAsync(document, folder, cancellationToken));

    private static string Json(string name)
    {
        string resource = $"{typeof(ReadyMappings).Namespace}.Mappings.{name}.json";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The mapping {name} is not part of the program.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
