using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>The border of this room: how rooms to its right ask for something, by a row that this room answers.</summary>
internal static class CampaignRequests
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxBecause = 500;

    /// <summary>Asks that a campaign go somewhere, unless the same is asked already.</summary>
    /// <returns>Whether it was asked now.</returns>
    public static async Task<bool> AskAsync(
        WriteTransaction write, CampaignId campaign, CampaignState wanted, string because, DateTimeOffset now)
    {
        if (await write.Db.Set<CampaignRequestRow>().AnyAsync(
            row => row.CampaignId == campaign && row.Wanted == wanted && row.AnsweredAt == null, write.CancellationToken))
        {
            return false;
        }

        write.InsertOne(new CampaignRequestRow
        {
            CampaignRequestId = Guid.CreateVersion7(now),
            CampaignId = campaign,
            Wanted = wanted,
            Because = because.Length > MaxBecause ? because[..MaxBecause] : because,
            AskedAt = now,
            AnsweredAt = null,
            IsGranted = false,
        });
        return true;
    }
}
