using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Records rates from on-chain price feeds: one row for each new round that is believed, in force until it is too old.</summary>
/// <remarks>An answer that is stale, out of its bounds or of other decimals is told and not recorded. When the last believed one grows too
/// old the currency has no rate, and what needs it waits: nothing is guessed.</remarks>
internal sealed class ReadPriceFeeds(
    PriceFeeds feeds,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    RecordConversionRate record,
    IOptions<PriceFeedOptions> options,
    TimeProvider clock,
    ILogger<ReadPriceFeeds> logger) : IStage
{
    private readonly PriceFeedOptions options = options.Value;
    private readonly Dictionary<string, PriceFeedFault> told = new(StringComparer.Ordinal);
    private DateTimeOffset readAt = DateTimeOffset.MinValue;

    public bool UsesNode => true;

    /// <returns>How many rates were recorded.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (options.Feeds.Count == 0 || (now - readAt < options.Interval && now >= readAt))
        {
            return 0;
        }

        readAt = now;
        int recorded = 0;
        foreach (PriceFeedOptions.PriceFeed feed in options.Feeds)
        {
            recorded += await ReadAsync(feed, now, cancellationToken);
        }

        return recorded;
    }

    private async Task<int> ReadAsync(PriceFeedOptions.PriceFeed feed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Currency currency = Currency.Find(feed.Currency);
        string source = $"feed:{feed.Contract}";
        PriceFeedReading? reading = await feeds.ReadAsync(feed.Contract, cancellationToken);
        ConversionRate? rate = null;
        PriceFeedFault fault = reading?.Judge(currency, feed.Bounds, source, now, out rate) ?? PriceFeedFault.Stale;
        Tell(feed, fault);
        if (rate is null || await IsKnownAsync(rate, cancellationToken))
        {
            return 0;
        }

        // In force from the moment it was read: a rate never reaches back behind what was decided.
        ConversionRate inForce = new(currency, rate.BaseUnits, rate.MinorUnits, source, now);
        await gate.WriteAsync(
            WritePriority.Stage,
            write => record.ExecuteAsync(write, inForce, answeredAt: rate.At, validUntil: rate.At + feed.MaxAge),
            cancellationToken);
        return 1;
    }

    /// <summary>Whether this very answer is recorded. The feed's round is known by its moment.</summary>
    private async Task<bool> IsKnownAsync(ConversionRate rate, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        string currency = rate.Currency.Code;
        string source = rate.Source;
        DateTimeOffset at = rate.At;
        return await db.Set<ConversionRateRow>().AnyAsync(
            row => row.Currency == currency && row.Source == source && row.AnsweredAt == at, cancellationToken);
    }

    private void Tell(PriceFeedOptions.PriceFeed feed, PriceFeedFault fault)
    {
        if (told.TryGetValue(feed.Currency, out PriceFeedFault before) && before == fault)
        {
            return;
        }

        told[feed.Currency] = fault;
        if (fault != PriceFeedFault.None)
        {
            logger.LogWarning("The price feed {Feed} of {Currency} is not believed: {Fault}", feed.Contract, feed.Currency, fault);
        }
    }
}
