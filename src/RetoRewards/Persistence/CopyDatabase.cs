using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using RetoRewards.Domain.Amounts;

namespace RetoRewards.Persistence;

/// <summary>What a table came to: its rows, the sum of its amounts, and a digest of every value of every row.</summary>
internal sealed record TableSum(string Table, long Rows, BigInteger BaseUnits, string Digest);

/// <summary>Copies every row of one database into another, empty one, in one commit, and compares both before it commits.</summary>
/// <remarks>
/// The source's write lock is held meanwhile, so that nothing is written behind the copy. What is compared is read from both
/// databases by the model, not from the bytes that were sent.
/// </remarks>
internal sealed class CopyDatabase(IDatabase from, IDatabase to)
{
    /// <summary>Rows sent at a time.</summary>
    private const int RowsPerPage = 2_000;

    private static readonly MethodInfo CopyRows = Method(nameof(CopyAsync));
    private static readonly MethodInfo SumRows = Method(nameof(SumAsync));

    /// <returns>The sums of each table, which are the same in both.</returns>
    /// <exception cref="InvalidOperationException">The target holds rows already, or the two differ; nothing was copied then.</exception>
    public async Task<IReadOnlyList<TableSum>> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using WriterConnection source = await WriterConnection.OpenAsync(from, cancellationToken);
        await using WriterConnection target = await WriterConnection.OpenAsync(to, cancellationToken);
        await using WriteTransaction reading = await source.BeginAsync(WriteAccess.Alone, cancellationToken);
        await using WriteTransaction writing = await target.BeginAsync(WriteAccess.Alone, cancellationToken);
        IEntityType[] tables = ParentsFirst(reading.Db.Model);
        foreach (IEntityType table in tables)
        {
            TableSum before = await SumAsync(table, writing.Db, cancellationToken);
            if (before.Rows > 0)
            {
                throw new InvalidOperationException($"{before.Table} of the target holds {before.Rows} rows. Copy into an empty database.");
            }
        }

        List<TableSum> sums = [];
        foreach (IEntityType table in tables)
        {
            await (Task)CopyRows.MakeGenericMethod(table.ClrType).Invoke(null, [reading.Db, writing])!;
            TableSum there = await SumAsync(table, reading.Db, cancellationToken);
            TableSum here = await SumAsync(table, writing.Db, cancellationToken);
            if (there != here)
            {
                throw new InvalidOperationException($"{there.Table} differs after copying: {there} and {here}. Nothing was kept.");
            }

            sums.Add(here);
        }

        writing.ContinueNumbers();
        await writing.CommitAsync();
        return sums;
    }

    private static Task<TableSum> SumAsync(IEntityType table, RetoDbContext db, CancellationToken cancellationToken) =>
        (Task<TableSum>)SumRows.MakeGenericMethod(table.ClrType).Invoke(null, [db, cancellationToken])!;

    private static async Task CopyAsync<TRow>(RetoDbContext from, WriteTransaction to)
        where TRow : class
    {
        List<TRow> page = new(RowsPerPage);
        await foreach (TRow row in from.Set<TRow>().AsAsyncEnumerable().WithCancellation(to.CancellationToken))
        {
            page.Add(row);
            if (page.Count == RowsPerPage)
            {
                to.Insert(page);
                page.Clear();
            }
        }

        to.Insert(page);
    }

    /// <summary>The digest adds up the hashes of the rows, so that it does not hang on their order.</summary>
    private static async Task<TableSum> SumAsync<TRow>(RetoDbContext db, CancellationToken cancellationToken)
        where TRow : class
    {
        IEntityType entity = RowShape.Of<TRow>(db);
        IClrPropertyGetter[] getters = [.. entity.GetProperties().OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => property.GetGetter())];
        long rows = 0;
        BigInteger amounts = 0;
        BigInteger digest = 0;
        await foreach (TRow row in db.Set<TRow>().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            StringBuilder text = new();
            foreach (object? value in getters.Select(getter => getter.GetClrValue(row)))
            {
                amounts += value switch
                {
                    TokenAmount amount => (BigInteger)amount.BaseUnits,
                    LedgerBalance balance => (BigInteger)balance.BaseUnits,
                    _ => BigInteger.Zero,
                };
                text.Append(Text(value)).Append('\n');
            }

            digest += new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())), isUnsigned: true);
            rows++;
        }

        return new TableSum(entity.GetTableName()!, rows, amounts, digest.ToString("x", CultureInfo.InvariantCulture));
    }

    private static string Text(object? value) => value switch
    {
        null => "none",
        byte[] bytes => Convert.ToHexString(bytes),
        DateTimeOffset instant => instant.UtcTicks.ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "none",
    };

    /// <summary>Tables in an order in which what a row refers to is there before it.</summary>
    private static IEntityType[] ParentsFirst(IModel model)
    {
        List<IEntityType> ordered = [];
        HashSet<IEntityType> seen = [];
        foreach (IEntityType entity in model.GetEntityTypes().OrderBy(entity => entity.GetTableName(), StringComparer.Ordinal))
        {
            Add(entity);
        }

        return [.. ordered];

        void Add(IEntityType entity)
        {
            if (seen.Add(entity))
            {
                foreach (IForeignKey key in entity.GetForeignKeys().Where(key => key.PrincipalEntityType != entity))
                {
                    Add(key.PrincipalEntityType);
                }

                ordered.Add(entity);
            }
        }
    }

    private static MethodInfo Method(string name) => typeof(CopyDatabase)
        .GetMethods(BindingFlags.NonPublic | BindingFlags.Static).Single(method => method.Name == name && method.IsGenericMethodDefinition);
}
