namespace RetoRewards.Persistence;

/// <summary>A row that the roster file keeps outside the database, since no chain and no key brings it back: random ids and what they stand for.</summary>
/// <remarks>It is appended to the file before its commit, so that no id is ever used that the file does not hold (docs/recovery.md).</remarks>
internal interface IKeptOutside
{
    /// <summary>Properties that stay inside the database, because they must be erasable.</summary>
    IReadOnlyList<string> LeftOut => [];

    /// <summary>Whether this row is kept; one that follows from others, told again, need not be.</summary>
    bool IsKept => true;
}
