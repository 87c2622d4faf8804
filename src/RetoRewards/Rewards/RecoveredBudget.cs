using System.Globalization;
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
/// what the rewards found in <c>foreign_rewards</c> need of it is released in the same commit. When other rewards of the run would
/// need it too, the run is decided anew with no more than that.
/// </remarks>
internal static class RecoveredBudget
{
    /// <summary>Lends each campaign of a run what stands in its <c>unidentified</c>, or the less that an attempt before has found.</summary>
    public static async Task LendAsync(WriteTransaction write, EventsToDecide work, IReadOnlyDictionary<CampaignId, TokenAmount> most)
    {
        foreach (CampaignId campaign in work.Budgets)
        {
            TokenAmount held = await HeldAsync(write, campaign);
            TokenAmount lent = most.TryGetValue(campaign, out TokenAmount less) ? TokenAmount.Min(held, less) : held;
            if (!lent.IsZero)
            {
                work.Ledger.Lend(campaign, lent);
            }
        }
    }

    /// <summary>Whether what was lent and used is covered by rewards that the chain has paid.</summary>
    /// <param name="write">The commit.</param>
    /// <param name="work">What was decided on.</param>
    /// <param name="decided">What was decided.</param>
    /// <param name="most">Takes what may be lent at most where it is not.</param>
    public static async Task<bool> FitsAsync(
        WriteTransaction write, EventsToDecide work, DecidedRewards decided, Dictionary<CampaignId, TokenAmount> most)
    {
        bool fits = true;
        foreach (CampaignId campaign in work.Budgets.Where(id => !work.Ledger.LentTo(id).IsZero))
        {
            TokenAmount released = Sum(await ReleasableAsync(write, campaign, decided));
            if (work.Ledger.BudgetOf(campaign) + released < work.Ledger.LentTo(campaign))
            {
                most[campaign] = released;
                fits = false;
            }
        }

        return fits;
    }

    /// <summary>Releases what rewards about to be promised were paid on chain.</summary>
    public static async Task ReleaseAsync(WriteTransaction write, EventsToDecide work, DecidedRewards decided, DateTimeOffset now)
    {
        foreach (CampaignId campaign in work.Budgets.Where(id => !work.Ledger.LentTo(id).IsZero))
        {
            ForeignRewardRow[] rows = await ReleasableAsync(write, campaign, decided);
            TokenAmount sum = Sum(rows);
            if (!sum.IsZero)
            {
                write.Update([.. rows], nameof(ForeignRewardRow.Released));
                string reference = string.Create(CultureInfo.InvariantCulture, $"released:{rows[0].RewardNumber}:{now.UtcTicks}");
                await LedgerBook.PostAsync(write, [LedgerTransaction.PaymentIdentified(campaign, reference, now, sum, [])]);
            }
        }
    }

    /// <summary>The rewards of the run that the chain has paid, with what may be released for each, as far as <c>unidentified</c> reaches.</summary>
    private static async Task<ForeignRewardRow[]> ReleasableAsync(WriteTransaction write, CampaignId campaign, DecidedRewards decided)
    {
        Dictionary<long, TokenAmount> promised = decided.Rewards.Select(one => one.Reward.Row)
            .Where(row => row.CampaignId == campaign)
            .ToDictionary(row => row.Fingerprint, row => row.Amount);
        long[] fingerprints = [.. promised.Keys];
        ForeignRewardRow[] rows = await write.Db.Set<ForeignRewardRow>()
            .Where(row => row.CampaignId == campaign && row.RewardId == null && fingerprints.Contains(row.Fingerprint))
            .OrderBy(row => row.RewardNumber)
            .ToArrayAsync(write.CancellationToken);
        TokenAmount held = await HeldAsync(write, campaign);
        foreach (ForeignRewardRow row in rows)
        {
            row.Released = TokenAmount.Min(promised[row.Fingerprint], held);
            held -= row.Released;
        }

        return rows;
    }

    private static async Task<TokenAmount> HeldAsync(WriteTransaction write, CampaignId campaign)
    {
        string name = AccountName.Unidentified(campaign).ToString();
        LedgerBalance balance = await write.Db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && row.Name == name)
            .Select(row => row.Balance)
            .SingleOrDefaultAsync(write.CancellationToken);
        return balance.ToAmount();
    }

    private static TokenAmount Sum(ForeignRewardRow[] rows) => rows.Aggregate(TokenAmount.Zero, (sum, row) => sum + row.Released);
}
