namespace RetoRewards.Sales.Files;

/// <summary>How the columns of a file become sales. One instance reads one file, since it remembers where the columns stand.</summary>
internal abstract class SaleFileMapping
{
    /// <summary>Columns that a file may have, in the order in which they are told.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>What stands between two fields of a CSV file.</summary>
    public virtual char Separator => ',';

    /// <summary>Whether a file may have columns that nothing is read from.</summary>
    public virtual bool IgnoresOtherColumns => false;

    /// <summary>Whether rows that follow each other with the same number are lines of one sale.</summary>
    public virtual bool RowsAreLines => false;

    /// <summary>Finds the columns by their names.</summary>
    /// <exception cref="SaleFileException">A column is missing, unknown or named twice.</exception>
    public abstract void Bind(IReadOnlyList<string> header);

    /// <summary>Reads a row that has as many fields as the header.</summary>
    public abstract SaleFileRow Map(long lineNumber, IReadOnlyList<string> fields);
}
