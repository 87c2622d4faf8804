using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>The channels at hand, so that telling of a sale costs no query for who tells.</summary>
/// <remarks>What this process changes is seen at once, what another one changes after <see cref="MaxAge"/>.</remarks>
internal sealed class ChannelDirectory(IDbContextFactory<RetoDbContext> databases, ChannelSecretBox box, TimeProvider clock) : IDisposable
{
    /// <summary>How long a channel is taken as it was read.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    /// <summary>Most channels kept; when they are reached all are read anew.</summary>
    public const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<ChannelId, KnownChannel> kept = new();
    private readonly ConcurrentDictionary<(ChannelId Channel, int PerSecond), TokenBucketRateLimiter> buckets = new();

    /// <summary>The channel; null when there is none.</summary>
    public async ValueTask<KnownChannel?> FindAsync(ChannelId id, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (kept.TryGetValue(id, out KnownChannel? known) && now - known.ReadAt is { } age && age >= TimeSpan.Zero && age < MaxAge)
        {
            return known;
        }

        await using RetoDbContext db = await databases.CreateDbContextAsync(cancellationToken);
        ChannelRow? row = await db.Set<ChannelRow>().SingleOrDefaultAsync(channel => channel.ChannelId == id, cancellationToken);
        if (row is null)
        {
            return null;
        }

        ChannelSecretRow[] secrets = await db.Set<ChannelSecretRow>()
            .Where(secret => secret.ChannelId == id).OrderBy(secret => secret.CreatedAt).ToArrayAsync(cancellationToken);
        known = new KnownChannel(row, [.. secrets.Select(secret => new LiveSecret(box.Open(id, secret.Sealed), secret.EndsAt))], now);
        if (kept.Count >= MaxKept)
        {
            kept.Clear();
        }

        kept[id] = known;
        return known;
    }

    /// <summary>Reads the channel anew the next time.</summary>
    public void Forget(ChannelId id) => kept.TryRemove(id, out _);

    /// <summary>Takes one request off the channel's rate; false when it has to wait.</summary>
    public bool TryTake(ChannelRow channel)
    {
        if (channel.RequestsPerSecond is not { } perSecond)
        {
            return true;
        }

        if (buckets.Count >= MaxKept)
        {
            buckets.Clear();
        }

        TokenBucketRateLimiter bucket = buckets.GetOrAdd((channel.ChannelId, perSecond), key => new TokenBucketRateLimiter(new()
        {
            TokenLimit = Math.Max(1, key.PerSecond),
            TokensPerPeriod = key.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
        using RateLimitLease lease = bucket.AttemptAcquire();
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        foreach (TokenBucketRateLimiter bucket in buckets.Values)
        {
            bucket.Dispose();
        }
    }
}

/// <summary>A channel with the secrets that its webhooks may be signed with.</summary>
/// <param name="Row">The channel.</param>
/// <param name="Secrets">Oldest first; some may have ended.</param>
/// <param name="ReadAt">When it was read.</param>
internal sealed record KnownChannel(ChannelRow Row, IReadOnlyList<LiveSecret> Secrets, DateTimeOffset ReadAt)
{
    /// <summary>The secrets that are taken at a moment.</summary>
    public IReadOnlyList<string> SecretsAt(DateTimeOffset now) =>
        [.. Secrets.Where(secret => secret.EndsAt is null || now < secret.EndsAt).Select(secret => secret.Text)];
}

/// <param name="Text">The secret.</param>
/// <param name="EndsAt">From when on it is no longer taken; null without an end.</param>
internal sealed record LiveSecret(string Text, DateTimeOffset? EndsAt)
{
    public override string ToString() => "(secret)";
}
