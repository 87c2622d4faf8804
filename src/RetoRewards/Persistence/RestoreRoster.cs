using Microsoft.EntityFrameworkCore.Metadata;

namespace RetoRewards.Persistence;

/// <summary>What the roster file gave.</summary>
/// <param name="Kept">Rows that it holds.</param>
/// <param name="Inserted">Rows that the database lacked.</param>
/// <param name="BrokenLines">Lines that say nothing.</param>
internal sealed record RosterRestored(int Kept, int Inserted, int BrokenLines);

/// <summary>Puts the rows of the roster file into a database that lacks them.</summary>
internal sealed class RestoreRoster(RosterFile file, WriteGate gate)
{
    /// <summary>Most rows of one commit.</summary>
    private const int MaxRows = 500;

    /// <summary>Inserts what is lacking. What is there stays as it is, whatever the file says.</summary>
    public async Task<RosterRestored> ExecuteAsync(CancellationToken cancellationToken)
    {
        IModel model = await gate.WriteAsync(WritePriority.Stage, write => Task.FromResult(write.Db.Model), cancellationToken);
        (IReadOnlyList<object> rows, int broken) = await file.ReadAsync(model, cancellationToken);
        int inserted = 0;
        foreach (object[] some in rows.Chunk(MaxRows))
        {
            inserted += await gate.WriteAsync(WritePriority.Stage, write => InsertAsync(write, some), cancellationToken);
        }

        return new RosterRestored(rows.Count, inserted, broken);
    }

    private static async Task<int> InsertAsync(WriteTransaction write, object[] rows)
    {
        int inserted = 0;
        foreach (object row in rows)
        {
            object?[] key = [.. write.Db.Model.FindEntityType(row.GetType())!.FindPrimaryKey()!.Properties
                .Select(property => property.PropertyInfo!.GetValue(row))];
            if (await write.Db.FindAsync(row.GetType(), key, write.CancellationToken) is null)
            {
                // These rows come from the file, so they need not be appended to it again.
                write.Db.Add(row);
                inserted++;
            }
        }

        await write.Db.SaveChangesAsync(write.CancellationToken);
        return inserted;
    }
}
