using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Referrals.Links;

/// <summary>How a campaign's links look and how coarse their place is; a campaign without a row has the defaults.</summary>
internal sealed class LinkSettingsRow : IKeptOutside
{
    public required CampaignId CampaignId { get; init; }

    /// <summary>Characters of the cell that a code is issued with, 1 to 6.</summary>
    public required int GeotagPrecision { get; set; }

    /// <summary>The heading of a preview; null for the campaign's name.</summary>
    public required string? Title { get; set; }

    public required string? Description { get; set; }

    public required string? ImageUrl { get; set; }

    /// <summary>Counted from 1.</summary>
    public required int Version { get; set; }
}

internal sealed class LinkSettingsConfiguration : IEntityTypeConfiguration<LinkSettingsRow>
{
    public void Configure(EntityTypeBuilder<LinkSettingsRow> builder)
    {
        builder.ToTable("link_settings");
        builder.HasKey(row => row.CampaignId);
        builder.Property(row => row.Title).HasMaxLength(SetLinkSettings.MaxTitleLength);
        builder.Property(row => row.Description).HasMaxLength(SetLinkSettings.MaxDescriptionLength);
        builder.Property(row => row.ImageUrl).HasMaxLength(SetLinkSettings.MaxUrlLength);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
    }
}

/// <summary>How a campaign's links are to look.</summary>
/// <param name="GeotagPrecision">Characters of the geohash that codes are issued with from now on, 1 to 6; 5, about 5 km, when left out.</param>
/// <param name="Title">The heading of a preview, up to 100 characters; the campaign's name when left out.</param>
/// <param name="Description">The text of a preview, up to 300 characters.</param>
/// <param name="ImageUrl">An https address of a picture for the preview.</param>
internal sealed record SetLinkSettingsRequest(int? GeotagPrecision, string? Title, string? Description, string? ImageUrl);

/// <summary>Sets how a campaign's links look. Codes that were issued keep their cell.</summary>
internal sealed class SetLinkSettings
{
    public const int MaxTitleLength = 100;
    public const int MaxDescriptionLength = 300;
    public const int MaxUrlLength = 2000;

    /// <param name="transaction">The caller's transaction.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="campaign">Whose links.</param>
    /// <param name="expectedVersion">What the caller read, 0 before the first change; null when any version will do.</param>
    /// <param name="request">The settings.</param>
    public static async Task<Outcome<LinkSettingsRow>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, CampaignId campaign, int? expectedVersion, SetLinkSettingsRequest request)
    {
        if (!await transaction.Db.VisibleCampaigns(caller).AnyAsync(row => row.CampaignId == campaign, transaction.CancellationToken))
        {
            return Refusal.NotFound("campaign");
        }

        FieldChecks checks = new();
        if (request.GeotagPrecision is < 1 or > Geotag.MaxPrecision)
        {
            checks.Add("/geotagPrecision", "out_of_range", $"A link's cell has 1 to {Geotag.MaxPrecision} characters.");
        }

        LinkSettingsRow settings = new()
        {
            CampaignId = campaign,
            GeotagPrecision = request.GeotagPrecision ?? GeoCell.DefaultPrecision,
            Title = checks.OptionalText("/title", request.Title, MaxTitleLength),
            Description = checks.OptionalText("/description", request.Description, MaxDescriptionLength),
            ImageUrl = request.ImageUrl is null ? null : checks.WebAddress("/imageUrl", request.ImageUrl, MaxUrlLength),
            Version = 1,
        };
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        int before = await transaction.Db.Set<LinkSettingsRow>().Where(row => row.CampaignId == campaign)
            .Select(row => row.Version).SingleOrDefaultAsync(transaction.CancellationToken);
        if (expectedVersion is { } expected && expected != before)
        {
            return Refusal.Stale;
        }

        if (before > 0)
        {
            settings.Version = before + 1;
            transaction.UpdateOne(
                settings,
                nameof(LinkSettingsRow.GeotagPrecision),
                nameof(LinkSettingsRow.Title),
                nameof(LinkSettingsRow.Description),
                nameof(LinkSettingsRow.ImageUrl),
                nameof(LinkSettingsRow.Version));
        }
        else
        {
            transaction.InsertOne(settings);
        }

        return settings;
    }
}
