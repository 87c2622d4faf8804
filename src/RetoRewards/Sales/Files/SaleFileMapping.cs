namespace RetoRewards.Sales.Files;

/// <summary>How the columns of a file become sales. One instance reads one file, since it remembers where the columns stand.</summary>
internal abstract class SaleFileMapping
{
    /// <summary>The mappings by the name that chooses them.</summary>
    public static IReadOnlyList<string> Names { get; } = [StandardMapping.Name, OnlineRetailMapping.Name];

    /// <exception cref="SaleFileException">No mapping has the name.</exception>
    public static SaleFileMapping Find(string name) => name switch
    {
        StandardMapping.Name => new StandardMapping(),
        OnlineRetailMapping.Name => new OnlineRetailMapping(),
        _ => throw new SaleFileException($"There is no mapping '{name}'. There are: {string.Join(", ", Names)}."),
    };

    /// <summary>Finds the columns by their names.</summary>
    /// <exception cref="SaleFileException">A column is missing, unknown or named twice.</exception>
    public abstract void Bind(IReadOnlyList<string> header);

    /// <summary>Reads a row that has as many fields as the header.</summary>
    public abstract SaleFileRow Map(long lineNumber, IReadOnlyList<string> fields);
}
