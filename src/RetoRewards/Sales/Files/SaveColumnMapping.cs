using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales.Files;

/// <summary>Saves how the columns of a channel's files become sales. Files taken before keep the mapping that they were taken with.</summary>
internal sealed class SaveColumnMapping(TimeProvider clock)
{
    /// <param name="transaction">Where it is saved.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="channelId">Whose files.</param>
    /// <param name="expectedVersion">What the caller read, 0 when there was none; null when any version will do.</param>
    /// <param name="mapping">The mapping.</param>
    public async Task<Outcome<ColumnMappingRow>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, ChannelId channelId, int? expectedVersion, ColumnMappingDocument mapping)
    {
        bool isThere = await transaction.Db.Set<ChannelRow>().VisibleTo(caller)
            .AnyAsync(row => row.ChannelId == channelId, transaction.CancellationToken);
        if (!isThere)
        {
            return Refusal.NotFound("channel");
        }

        ColumnMappingRow? row = await transaction.Db.Set<ColumnMappingRow>()
            .SingleOrDefaultAsync(one => one.ChannelId == channelId, transaction.CancellationToken);
        if (expectedVersion is { } expected && expected != (row?.Version ?? 0))
        {
            return Refusal.Stale;
        }

        FieldChecks checks = new();
        ColumnMappingCheck.Check(checks, mapping);
        string json = ColumnMappingJson.Write(mapping);
        if (json.Length > ColumnMappingJson.MaxLength)
        {
            checks.Add("", "too_long", $"A mapping has at most {ColumnMappingJson.MaxLength} characters.");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (row is null)
        {
            row = new ColumnMappingRow { ChannelId = channelId, Json = json, ChangedAt = clock.GetUtcNow(), Version = 1 };
            transaction.InsertOne(row);
        }
        else
        {
            row.Json = json;
            row.ChangedAt = clock.GetUtcNow();
            row.Version++;
            transaction.UpdateOne(row, nameof(row.Json), nameof(row.ChangedAt), nameof(row.Version));
        }

        return row;
    }
}
