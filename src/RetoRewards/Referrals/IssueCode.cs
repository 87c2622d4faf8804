using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Referrals.Places;

namespace RetoRewards.Referrals;

/// <summary>A code to be issued.</summary>
/// <param name="CampaignId">For which campaign.</param>
/// <param name="ParticipantId">For whom.</param>
/// <param name="SourceTag">Which placement it stands on, such as <c>blog</c>; left out for the participant's first code. Lower-case
/// letters and digits in groups parted by dashes, at most 24 characters: it appears in addresses.</param>
/// <param name="EmployerId">The referrer whose employee the participant is, and who is credited beside it; left out for none.</param>
/// <param name="PromoCode">A code of the partner's choice instead of a drawn one; left out for a drawn one.</param>
/// <param name="Place">Where it is issued; left out for nowhere. Fixed at issue.</param>
/// <param name="ValidFrom">The first moment at which it counts; left out when it always did.</param>
/// <param name="ExpiresAt">The first moment at which it no longer counts; left out for never.</param>
internal sealed record IssueCodeRequest(
    Guid? CampaignId,
    Guid? ParticipantId,
    string? SourceTag,
    Guid? EmployerId = null,
    string? PromoCode = null,
    PlaceOfIssue? Place = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ExpiresAt = null);

/// <summary>The code, and whether it was drawn now.</summary>
internal sealed record CodeIssued(ReferralCodeRow Code, bool IsNew);

/// <summary>Issues a participant's code for a campaign; the same participant, campaign and placement get the same code again.</summary>
internal sealed class IssueCode(TimeProvider clock)
{
    /// <summary>Draws before the source of randomness must be broken: one draw in 25 reads as a bad word, and collisions are rarer still.</summary>
    private const int MaxDraws = 64;

    public async Task<Outcome<CodeIssued>> ExecuteAsync(WriteTransaction transaction, Caller caller, IssueCodeRequest request)
    {
        FieldChecks checks = new();
        Guid campaignGuid = checks.Required("/campaignId", request.CampaignId);
        Guid participantGuid = checks.Required("/participantId", request.ParticipantId);
        string tag = Tag(checks, request.SourceTag);
        PromoCode? promo = Promo(checks, request.PromoCode);
        if (request.ExpiresAt <= request.ValidFrom)
        {
            checks.Add("/expiresAt", "out_of_order", "A code expires after it becomes valid.");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        CampaignRow? campaign = campaignGuid == Guid.Empty ? null : await transaction.Db.VisibleCampaigns(caller)
            .SingleOrDefaultAsync(row => row.CampaignId == new CampaignId(campaignGuid), transaction.CancellationToken);
        if (campaign is null)
        {
            return Refusal.NotFound("campaign");
        }

        if (await FindAsync(transaction, campaign, participantGuid) is not { } participant)
        {
            return Refusal.NotFound("participant");
        }

        ParticipantId? employer = request.EmployerId is { } employerGuid ? await FindAsync(transaction, campaign, employerGuid) : null;
        if (request.EmployerId is not null && (employer is null || employer == participant))
        {
            return Refusal.NotFound("employer");
        }

        return await IssueAsync(transaction, campaign, participant, employer, tag, promo, request);
    }

    private async Task<Outcome<CodeIssued>> IssueAsync(
        WriteTransaction transaction,
        CampaignRow campaign,
        ParticipantId participant,
        ParticipantId? employer,
        string tag,
        PromoCode? promo,
        IssueCodeRequest request)
    {
        CodeKind kind = promo is null ? CodeKind.Generated : CodeKind.Promo;
        ReferralCodeRow? issued = await transaction.Db.Set<ReferralCodeRow>().SingleOrDefaultAsync(
            row => row.CampaignId == campaign.CampaignId && row.ParticipantId == participant && row.SourceTag == tag && row.Kind == kind,
            transaction.CancellationToken);
        if (issued is not null)
        {
            return await AgainAsync(transaction, campaign, issued, employer, promo, request);
        }

        if (campaign.State is CampaignState.Ended or CampaignState.Closed)
        {
            return new Refusal(RefusalKind.NotAllowed, "campaign_already_ended", "The campaign has ended and issues no more codes.");
        }

        if (promo is { } chosen)
        {
            string key = chosen.Key;
            if (await transaction.Db.Set<ReferralCodeRow>().AnyAsync(row => row.Code == key, transaction.CancellationToken))
            {
                return new Refusal(RefusalKind.Conflict, "promo_code_taken", "This promo code, or one that reads the same, is taken.");
            }
        }

        LinkSettingsRow? settings = await transaction.Db.Set<LinkSettingsRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == campaign.CampaignId, transaction.CancellationToken);
        int precision = settings?.GeotagPrecision ?? Domain.Referrals.GeoCell.DefaultPrecision;
        Outcome<PlaceFound> found = await ResolvePlace.ExecuteAsync(transaction, campaign.PartnerId, request.Place, precision);
        if (found is Outcome<PlaceFound>.Refused refused)
        {
            return refused.Why;
        }

        PlaceFound place = ((Outcome<PlaceFound>.Done)found).Value;
        ReferralCodeRow code = new()
        {
            Code = promo?.Key ?? await DrawAsync(transaction),
            Kind = kind,
            PromoText = promo?.Text,
            CampaignId = campaign.CampaignId,
            ParticipantId = participant,
            Employer = employer,
            SourceTag = tag,
            GeoCell = place.Cell?.Value,
            Country = place.Country,
            City = place.City,
            IssuedAt = clock.GetUtcNow(),
            ValidFrom = request.ValidFrom,
            ExpiresAt = request.ExpiresAt,
            RevokedAt = null,
        };
        transaction.InsertOne(code);
        return new CodeIssued(code, IsNew: true);
    }

    /// <summary>What was issued before, as long as it counts and is what the request names; what the request leaves out is not compared.</summary>
    private static async Task<Outcome<CodeIssued>> AgainAsync(
        WriteTransaction transaction,
        CampaignRow campaign,
        ReferralCodeRow issued,
        ParticipantId? employer,
        PromoCode? promo,
        IssueCodeRequest request)
    {
        if (promo is { } chosen && chosen.Key != issued.Code)
        {
            return new Refusal(RefusalKind.Conflict, "promo_code_exists", "This placement has another promo code already; name another placement.");
        }

        if (issued.RevokedAt is not null)
        {
            return new Refusal(
                RefusalKind.Conflict, ReferralRefusals.CodeRevoked, "The code of this placement has been withdrawn for good; name another placement.");
        }

        List<string> differing = [];
        void Compare(string field, bool differs)
        {
            if (differs)
            {
                differing.Add(field);
            }
        }

        Compare("employerId", employer is not null && employer != issued.Employer);
        Compare("validFrom", IsAnother(request.ValidFrom, issued.ValidFrom));
        Compare("expiresAt", IsAnother(request.ExpiresAt, issued.ExpiresAt));
        if (request.Place is not null)
        {
            Outcome<PlaceFound> found = await ResolvePlace.ExecuteAsync(
                transaction, campaign.PartnerId, request.Place, issued.GeoCell?.Length ?? Domain.Referrals.GeoCell.DefaultPrecision);
            if (found is Outcome<PlaceFound>.Refused refused)
            {
                return refused.Why;
            }

            // A city's cell follows the address book, which may have grown since.
            PlaceFound place = ((Outcome<PlaceFound>.Done)found).Value;
            Compare("place", place.City is null ? place.Cell?.Value != issued.GeoCell : (place.Country, place.City) != (issued.Country, issued.City));
        }

        return differing.Count == 0
            ? new CodeIssued(issued, IsNew: false)
            : new Refusal(
                RefusalKind.Conflict,
                "code_differs",
                $"This placement has its code already, with another {string.Join(" and ", differing)}, which is fixed at issue; name another placement.");
    }

    // Moments are kept to a microsecond.
    private static bool IsAnother(DateTimeOffset? named, DateTimeOffset? kept) =>
        named is { } moment && (kept is not { } there || (moment - there).Duration() >= TimeSpan.FromMicroseconds(1));

    private static string Tag(FieldChecks checks, string? tag)
    {
        if (tag is not null && !Placement.TryParse(tag, out _))
        {
            checks.Add(
                "/sourceTag", "source_tag_malformed", "A source tag has 1 to 24 lower-case letters and digits, in groups parted by single dashes.");
        }

        return tag ?? string.Empty;
    }

    private static PromoCode? Promo(FieldChecks checks, string? typed)
    {
        if (typed is null)
        {
            return null;
        }

        PromoCodeReading reading = Domain.Referrals.PromoCode.TryParse(typed);
        if (reading is PromoCodeReading.Parsed parsed)
        {
            return parsed.Code;
        }

        checks.Add("/promoCode", reading.Refusal!, "Choose 4 to 24 letters and digits of the Latin alphabet with at least one letter, no kept word, "
            + "and not ten characters that a drawn code could have.");
        return null;
    }

    private static async Task<ParticipantId?> FindAsync(WriteTransaction transaction, CampaignRow campaign, Guid id) =>
        id != Guid.Empty && await transaction.Db.VisibleParticipants(new Caller(campaign.PartnerId))
            .AnyAsync(row => row.ParticipantId == new ParticipantId(id), transaction.CancellationToken)
            ? new ParticipantId(id)
            : null;

    /// <summary>Draws until the code is neither a bad word nor taken. The primary key stands behind it.</summary>
    private static async Task<string> DrawAsync(WriteTransaction transaction)
    {
        for (int draw = 0; draw < MaxDraws; draw++)
        {
            if (ReferralCode.FromRandom(RandomNumberGenerator.GetBytes(ReferralCode.RandomBytes)) is not { } code)
            {
                continue;
            }

            string drawn = code.Value;
            if (!await transaction.Db.Set<ReferralCodeRow>().AnyAsync(row => row.Code == drawn, transaction.CancellationToken))
            {
                return drawn;
            }
        }

        throw new InvalidOperationException($"No free code in {MaxDraws} draws: the random source repeats itself.");
    }
}
