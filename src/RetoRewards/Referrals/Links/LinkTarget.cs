using System.Collections.Concurrent;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;

namespace RetoRewards.Referrals.Links;

/// <summary>What answering a link needs to know of its code, kept in memory.</summary>
internal sealed class LinkTarget
{
    /// <summary>Most geotags of one code whose reading is kept.</summary>
    private const int MaxTags = 64;

    private readonly ConcurrentDictionary<string, GeotagReading> tags = new(StringComparer.Ordinal);

    public required LinkCode LinkCode { get; init; }

    public required string Code { get; init; }

    public required CampaignId CampaignId { get; init; }

    /// <summary>Null when the campaign's landing address is not one that anybody may be sent to.</summary>
    public required Landing? Landing { get; init; }

    public required string Title { get; init; }

    public required string? Description { get; init; }

    public required string? ImageUrl { get; init; }

    /// <summary>The clock's ticks when it was read.</summary>
    public required long ReadAt { get; init; }

    /// <summary>Reads the tag of a link; the same tag again is not computed again.</summary>
    public GeotagReading ReadTag(string tag, LinkKeys keys)
    {
        if (tags.TryGetValue(tag, out GeotagReading? known))
        {
            return known;
        }

        GeotagReading reading = Geotag.Read(LinkCode, tag, keys.Geotags);
        if (reading is GeotagReading.Genuine && tags.Count < MaxTags)
        {
            tags.TryAdd(tag, reading);
        }

        return reading;
    }
}
