using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Referrals;

/// <summary>Withdraws a code: sales from now on do not count for it. Revoking it again changes nothing.</summary>
internal sealed class RevokeCode(TimeProvider clock)
{
    public async Task<Outcome<ReferralCodeRow>> ExecuteAsync(WriteTransaction transaction, Caller caller, string code)
    {
        ReferralCodeRow? row = await transaction.Db.VisibleCodes(caller)
            .SingleOrDefaultAsync(issued => issued.Code == code, transaction.CancellationToken);
        if (row is null)
        {
            return Refusal.NotFound("code");
        }

        if (row.RevokedAt is null)
        {
            row.RevokedAt = clock.GetUtcNow();
            transaction.UpdateOne(row, nameof(ReferralCodeRow.RevokedAt));
        }

        return row;
    }
}

/// <summary>The codes that exist for a caller.</summary>
internal static class VisibleReferralCodes
{
    /// <summary>All codes for an administrator, those of its campaigns for a partner.</summary>
    public static IQueryable<ReferralCodeRow> VisibleCodes(this RetoDbContext db, Caller caller)
    {
        IQueryable<ReferralCodeRow> all = db.Set<ReferralCodeRow>();
        return caller.Partner is null
            ? all
            : all.Where(code => db.VisibleCampaigns(caller).Any(campaign => campaign.CampaignId == code.CampaignId));
    }
}
