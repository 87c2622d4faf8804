using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Ledger;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Money that a run on chain paid for sales that are not known yet: it may be promised again, but only for just those rewards.</summary>
/// <remarks>
/// After a restore the paid part of the budget stands in <c>unidentified</c>. When the sales come again, their rewards must not be
/// refused for want of budget: they have been paid out of it. So a campaign that holds such money decides with it, and
/// what the rewards found in <c>foreign_rewards</c> need of it is released in the same commit.
/// </remarks>
internal static class RecoveredBudget
{
    /// <summary>What stands in the campaign's <c>unidentified</c>; zero in all ordinary times.</summary>
    public static async Task<TokenAmount> OfAsync(RetoDbContext db, CampaignId campaign, CancellationToken cancellationToken)
    {
        string name = AccountName.Unidentified(campaign).ToString();
        LedgerBalance balance = await db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && row.Name == name)
            .Select(row => row.Balance)
            .SingleOrDefaultAsync(cancellationToken);
        return balance.ToAmount();
    }

    /// <summary>Releases what rewards about to be promised were paid on chain, as far as <c>unidentified</c> reaches.</summary>
    /// <param name="write">The commit that promises them.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="promised">The rewards by fingerprint, with what is promised.</param>
    /// <param name="now">The moment.</param>
    /// <returns>What the budget gains.</returns>
    public static async Task<TokenAmount> ReleaseAsync(
        WriteTransaction write, CampaignId campaign, IReadOnlyDictionary<long, TokenAmount> promised, DateTimeOffset now)
    {
        TokenAmount held = await OfAsync(write.Db, campaign, write.CancellationToken);
        if (held.IsZero)
        {
            return TokenAmount.Zero;
        }

        long[] fingerprints = [.. promised.Keys];
        ForeignRewardRow[] rows = await write.Db.Set<ForeignRewardRow>()
            .Where(row => row.CampaignId == campaign && row.RewardId == null && fingerprints.Contains(row.Fingerprint))
            .OrderBy(row => row.RewardNumber)
            .ToArrayAsync(write.CancellationToken);
        TokenAmount sum = TokenAmount.Zero;
        foreach (ForeignRewardRow row in rows)
        {
            row.Released = TokenAmount.Min(promised[row.Fingerprint], held - sum);
            sum += row.Released;
        }

        if (!sum.IsZero)
        {
            write.Update([.. rows], nameof(ForeignRewardRow.Released));
            await LedgerBook.PostAsync(
                write, [LedgerTransaction.PaymentIdentified(campaign, $"released:{rows[0].RewardNumber}", now, sum, [])]);
        }

        return sum;
    }
}
