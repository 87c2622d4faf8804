using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Referrals;

/// <summary>A code to be issued.</summary>
/// <param name="CampaignId">For which campaign.</param>
/// <param name="ParticipantId">For whom.</param>
/// <param name="SourceTag">Which placement it stands on, such as <c>blog</c>; left out for the participant's first code.</param>
internal sealed record IssueCodeRequest(Guid? CampaignId, Guid? ParticipantId, string? SourceTag);

/// <summary>The code, and whether it was drawn now.</summary>
internal sealed record CodeIssued(ReferralCodeRow Code, bool IsNew);

/// <summary>Issues a participant's code for a campaign; the same participant, campaign and placement get the same code again.</summary>
internal sealed class IssueCode(TimeProvider clock)
{
    /// <summary>Longest source tag, in characters.</summary>
    public const int MaxTagLength = 64;

    /// <summary>Draws before the source of randomness must be broken: one draw in 25 reads as a bad word, and collisions are rarer still.</summary>
    private const int MaxDraws = 64;

    public async Task<Outcome<CodeIssued>> ExecuteAsync(WriteTransaction transaction, Caller caller, IssueCodeRequest request)
    {
        FieldChecks checks = new();
        Guid campaignGuid = checks.Required("/campaignId", request.CampaignId);
        Guid participantGuid = checks.Required("/participantId", request.ParticipantId);
        string tag = request.SourceTag is null ? string.Empty : checks.Name("/sourceTag", request.SourceTag, MaxTagLength);
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

        ParticipantRow? participant = participantGuid == Guid.Empty ? null : await transaction.Db
            .VisibleParticipants(new Caller(campaign.PartnerId))
            .SingleOrDefaultAsync(row => row.ParticipantId == new ParticipantId(participantGuid), transaction.CancellationToken);
        if (participant is null)
        {
            return Refusal.NotFound("participant");
        }

        ReferralCodeRow? issued = await transaction.Db.Set<ReferralCodeRow>().SingleOrDefaultAsync(
            row => row.CampaignId == campaign.CampaignId && row.ParticipantId == participant.ParticipantId && row.SourceTag == tag,
            transaction.CancellationToken);
        if (issued is not null)
        {
            return new CodeIssued(issued, IsNew: false);
        }

        if (campaign.State is CampaignState.Ended or CampaignState.Closed)
        {
            return new Refusal(RefusalKind.NotAllowed, "campaign_already_ended", "The campaign has ended and issues no more codes.");
        }

        ReferralCodeRow code = new()
        {
            Code = await DrawAsync(transaction),
            CampaignId = campaign.CampaignId,
            ParticipantId = participant.ParticipantId,
            SourceTag = tag,
            GeoCell = null,
            IssuedAt = clock.GetUtcNow(),
            RevokedAt = null,
        };
        transaction.InsertOne(code);
        return new CodeIssued(code, IsNew: true);
    }

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
