using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>What of a channel may change; null takes a limit away.</summary>
/// <param name="NotificationUrl">The address that the shop calls, where its signature covers it (Square).</param>
/// <param name="MaxSaleMinorUnits">The largest sale, in minor units of the sale's currency.</param>
/// <param name="RequestsPerSecond">Requests a second over time; 1 to 100,000.</param>
/// <param name="Closed">True when it tells nothing more.</param>
internal sealed record EditChannelRequest(string? NotificationUrl, long? MaxSaleMinorUnits, int? RequestsPerSecond, bool Closed)
{
    /// <summary>Checks the limits, which are the same when a channel is opened.</summary>
    public void Check(FieldChecks checks)
    {
        if (NotificationUrl is not null)
        {
            checks.WebAddress("/notificationUrl", NotificationUrl, 500);
        }

        if (MaxSaleMinorUnits is <= 0 or > Money.MaxMinorUnits)
        {
            checks.Add("/maxSaleMinorUnits", "out_of_range", $"A limit lies between 1 and {Money.MaxMinorUnits} minor units.");
        }

        if (RequestsPerSecond is < 1 or > 100_000)
        {
            checks.Add("/requestsPerSecond", "out_of_range", "A rate lies between 1 and 100,000.");
        }
    }
}

/// <summary>Changes the limits of a channel, or closes it.</summary>
internal sealed class EditChannel(TimeProvider clock)
{
    public async Task<Outcome<ChannelRow>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, ChannelId channelId, int? expectedVersion, EditChannelRequest request)
    {
        FieldChecks checks = new();
        request.Check(checks);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        ChannelRow? channel = await transaction.Db.Set<ChannelRow>().VisibleTo(caller)
            .SingleOrDefaultAsync(row => row.ChannelId == channelId, transaction.CancellationToken);
        if (channel is null)
        {
            return Refusal.NotFound("channel");
        }

        if (expectedVersion is { } expected && expected != channel.Version)
        {
            return Refusal.Stale;
        }

        channel.NotificationUrl = request.NotificationUrl;
        channel.MaxSaleMinorUnits = request.MaxSaleMinorUnits;
        channel.RequestsPerSecond = request.RequestsPerSecond;
        channel.ClosedAt = request.Closed ? channel.ClosedAt ?? clock.GetUtcNow() : null;
        channel.Version++;
        transaction.UpdateOne(
            channel,
            nameof(ChannelRow.NotificationUrl),
            nameof(ChannelRow.MaxSaleMinorUnits),
            nameof(ChannelRow.RequestsPerSecond),
            nameof(ChannelRow.ClosedAt),
            nameof(ChannelRow.Version));
        return channel;
    }
}
