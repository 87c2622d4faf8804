using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Referrals.Links;

/// <summary>The links that are in use, in memory: a link is read from the database once and again when it has grown old.</summary>
/// <remarks>An old one is answered as it was while it is read again, so that no visitor waits for the database but the first.</remarks>
internal sealed class LinkCatalog(IDbContextFactory<RetoDbContext> databases, IOptions<ReferralLinkOptions> options, TimeProvider clock)
{
    /// <summary>Most links that are kept; when they are more, all are forgotten and read again as they are asked for.</summary>
    public const int MaxTargets = 200_000;

    private readonly ConcurrentDictionary<string, LinkTarget> targets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> reading = new(StringComparer.Ordinal);
    private readonly long freshTicks = options.Value.Freshness.Ticks;

    /// <summary>The link of a code as links carry it, if it is in memory.</summary>
    /// <param name="isOld">Whether it should be read again.</param>
    public LinkTarget? Find(string code, out bool isOld)
    {
        isOld = false;
        if (!targets.TryGetValue(code, out LinkTarget? target))
        {
            return null;
        }

        isOld = clock.GetUtcNow().UtcTicks - target.ReadAt > freshTicks;
        return target;
    }

    /// <summary>Reads a link from the database; null when nobody holds its code.</summary>
    public async Task<LinkTarget?> ReadAsync(string code, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await (
                from row in db.Set<ReferralCodeRow>()
                join campaign in db.Set<CampaignRow>() on row.CampaignId equals campaign.CampaignId
                where row.Code == code
                select new { row, campaign.Name, campaign.LandingUrl })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            targets.TryRemove(code, out _);
            return null;
        }

        LinkSettingsRow? settings = await db.Set<LinkSettingsRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == found.row.CampaignId, cancellationToken);
        LinkTarget target = new()
        {
            LinkCode = found.row.ToLinkCode(),
            Code = code,
            CampaignId = found.row.CampaignId,
            Landing = Landing.Of(found.LandingUrl, options.Value.LandingHosts),
            Title = settings?.Title ?? found.Name,
            Description = settings?.Description,
            ImageUrl = settings?.ImageUrl,
            ReadAt = clock.GetUtcNow().UtcTicks,
        };
        if (targets.Count >= MaxTargets)
        {
            targets.Clear();
        }

        targets[code] = target;
        return target;
    }

    /// <summary>Reads an old link again, unless somebody does so already.</summary>
    public async Task RefreshAsync(string code)
    {
        if (!reading.TryAdd(code, true))
        {
            return;
        }

        try
        {
            await ReadAsync(code, CancellationToken.None);
        }
        finally
        {
            reading.TryRemove(code, out _);
        }
    }
}
