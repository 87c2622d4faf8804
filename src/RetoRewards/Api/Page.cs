using System.Buffers.Text;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows, in the order of their ids.</param>
/// <param name="NextCursor">What to send as <c>cursor</c> for the next page; null on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Lists go on after the last id that was seen, so that rows added in between shift nothing.</summary>
internal static class Paging
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    private const int IdBytes = 16;

    /// <summary>Rows after a cursor, by one key column of 16 bytes.</summary>
    /// <param name="db">The context.</param>
    /// <param name="property">The key property.</param>
    /// <param name="after">The last id seen; null for the start.</param>
    public static IQueryable<TRow> After<TRow>(this RetoDbContext db, string property, byte[]? after)
        where TRow : class
    {
        if (after is null)
        {
            return db.Set<TRow>();
        }

        IEntityType entity = db.Model.FindEntityType(typeof(TRow))
            ?? throw new InvalidOperationException($"{typeof(TRow).Name} is not a row of the model.");
        string column = entity.FindProperty(property)?.GetColumnName()
            ?? throw new InvalidOperationException($"{typeof(TRow).Name} has no {property}.");
#pragma warning disable EF1002 // The text is made of the model's own table and column names; the value is a parameter.
        return db.Set<TRow>().FromSqlRaw($"SELECT * FROM \"{entity.GetTableName()}\" WHERE \"{column}\" > {{0}}", RowShape.StoredId(db, after));
#pragma warning restore EF1002
    }

    /// <summary>Reads limit and cursor.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static Refusal? Read(string? limitText, string? cursorText, out int limit, out byte[]? after)
    {
        limit = DefaultLimit;
        after = null;
        FieldChecks checks = new();
        if (limitText is not null
            && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            checks.Add("/limit", "out_of_range", $"A limit lies between 1 and {MaxLimit}.");
        }

        if (cursorText is not null)
        {
            after = ReadCursor(cursorText);
            if (after is null)
            {
                checks.Add("/cursor", "cursor_malformed", "Send the cursor as nextCursor gave it.");
            }
        }

        return checks.Refusal;
    }

    /// <summary>Cuts a list that was read one longer than the page.</summary>
    public static Page<T> Cut<TRow, T>(IReadOnlyList<TRow> rows, int limit, Func<TRow, Guid> id, Func<TRow, T> answer)
    {
        string? next = rows.Count > limit ? Base64Url.EncodeToString(id(rows[limit - 1]).ToByteArray(bigEndian: true)) : null;
        return new Page<T>([.. rows.Take(limit).Select(answer)], next);
    }

    private static byte[]? ReadCursor(string text)
    {
        byte[] bytes = new byte[IdBytes];
        return text.Length == 22 && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out int written)
            && written == IdBytes
            ? bytes
            : null;
    }
}
