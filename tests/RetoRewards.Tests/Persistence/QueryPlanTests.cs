using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Persistence;

/// <summary>Queries that run all the time must not read what grows with every sale (docs/scale.md).</summary>
public sealed class QueryPlanTests
{
    [Fact]
    public async Task What_is_to_be_decided_is_found_without_reading_what_was_decided()
    {
        await using Shop shop = await Shop.OpenAsync();

        string[] plan = await shop.Database.Gate.WriteAsync(
            WritePriority.Stage,
            write => ExplainAsync(write, LoadEventsToDecide.Due(write, Shop.Noon, Shop.Noon).OrderBy(row => row.Arrival).Take(RewardSale.MaxSalesPerRun)),
            CancellationToken.None);

        Assert.Equal("SCAN s USING INDEX IX_sale_events_undecided", Assert.Single(plan));
    }

    private static async Task<string[]> ExplainAsync(WriteTransaction write, IQueryable<SaleEventRow> query)
    {
        await using DbCommand command = query.CreateDbCommand();
#pragma warning disable CA2100 // EF Core's own text.
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
#pragma warning restore CA2100
        List<string> lines = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(write.CancellationToken);
        while (await reader.ReadAsync(write.CancellationToken))
        {
            lines.Add(reader.GetString(3));
        }

        return [.. lines];
    }
}
