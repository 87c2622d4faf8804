using System.Globalization;
using System.Text.Json;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Api;

/// <summary>A campaign, as it is shown.</summary>
/// <param name="CampaignId">Its id.</param>
/// <param name="PartnerId">Who funds it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">Draft, Funded, Live, Paused, Ended or Closed.</param>
/// <param name="LandingUrl">Where a referral link lands.</param>
/// <param name="StartsAt">The first moment of a sale that may earn.</param>
/// <param name="EndsAt">The first moment of a sale that no longer earns.</param>
/// <param name="ChainCampaignId">Its number in the contract; null until its creation is final on chain.</param>
/// <param name="PayoutMinimum">A batch is planned once so much RETO is payable; null for the service's own setting.</param>
/// <param name="PayoutCadenceSeconds">A batch is planned whatever its amount once a reward has been payable for so long; null for the service's own setting.</param>
/// <param name="MaxFeePerGasWei">Most wei a gas that is paid for its batches; null for the service's own cap.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">What If-Match names, without quotes.</param>
internal sealed record CampaignAnswer(
    Guid CampaignId,
    Guid PartnerId,
    string Name,
    CampaignState State,
    string LandingUrl,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    long? ChainCampaignId,
    string? PayoutMinimum,
    long? PayoutCadenceSeconds,
    string? MaxFeePerGasWei,
    DateTimeOffset CreatedAt,
    int Version)
{
    public static CampaignAnswer Of(CampaignRow row) => new(
        row.CampaignId.Value,
        row.PartnerId.Value,
        row.Name,
        row.State,
        row.LandingUrl,
        row.StartsAt,
        row.EndsAt,
        row.ChainCampaignId,
        row.PayoutMinimum?.ToString(),
        row.PayoutCadenceSeconds,
        row.MaxFeePerGasWei?.ToString(CultureInfo.InvariantCulture),
        row.CreatedAt,
        row.Version);
}

/// <summary>A version of terms, as it is shown.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="TermsVersion">From 1 without gaps.</param>
/// <param name="InForceFrom">The first moment of a sale that it governs.</param>
/// <param name="Hash">Keccak-256 of the canonical JSON: what the contract holds.</param>
/// <param name="Motivations">How these terms motivate: Percentage, Fixed, Discount, Perk, Donation; none when they only measure.</param>
/// <param name="Terms">The terms.</param>
internal sealed record TermsAnswer(
    Guid CampaignId, int TermsVersion, DateTimeOffset InForceFrom, string Hash, IReadOnlyList<Motivation> Motivations, JsonElement Terms)
{
    public static TermsAnswer Of(CampaignTermsRow row) => new(
        row.CampaignId.Value,
        row.TermsVersion,
        row.InForceFrom,
        "0x" + Convert.ToHexStringLower(row.Hash),
        row.Read().Motivations,
        JsonElement.Parse(row.Json));
}

/// <summary>Every version of a campaign's terms.</summary>
/// <param name="Items">Oldest first; at most 100.</param>
internal sealed record TermsListAnswer(IReadOnlyList<TermsAnswer> Items);

/// <summary>Where every token of a campaign is, in RETO, by the ledger.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Funded">What came in, less what went out again.</param>
/// <param name="Budget">What can still be promised.</param>
/// <param name="Pending">Promised and on hold.</param>
/// <param name="Payable">Promised; the next batch may take it.</param>
/// <param name="InFlight">In batches that are not final.</param>
/// <param name="Paid">Paid on chain, final.</param>
/// <param name="Settled">Settled by hand, outside the chain.</param>
/// <param name="Owed">What participants owe after refunds.</param>
/// <param name="Unidentified">Paid on chain for sales that are not known.</param>
internal sealed record CampaignReportAnswer(
    Guid CampaignId,
    string Funded,
    string Budget,
    string Pending,
    string Payable,
    string InFlight,
    string Paid,
    string Settled,
    string Owed,
    string Unidentified);
