using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Rewards.Holds;

namespace RetoRewards.Rewards;

/// <summary>Makes rewards payable when their hold is over, and no person has to look at their sale.</summary>
internal sealed class ReleaseHolds(IDbContextFactory<RetoDbContext> contexts, WriteGate gate, TimeProvider clock) : IStage
{
    /// <summary>Most rewards released in one commit.</summary>
    public const int MaxRewards = 512;

    public bool UsesNode => false;

    /// <returns>How many rewards became payable.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await using (RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await Due(db, now).AnyAsync(cancellationToken))
            {
                return 0;
            }
        }

        return await gate.WriteAsync(WritePriority.Stage, write => ReleaseAsync(write, now), cancellationToken);
    }

    private static IQueryable<RewardRow> Due(RetoDbContext db, DateTimeOffset now) =>
        db.Set<RewardRow>().Where(row => row.State == RewardState.Pending && row.PayableFrom <= now
            && !db.Set<RewardHoldRow>().Any(hold => hold.SaleId == row.SaleId && hold.State != HoldState.Released));

    private static async Task<int> ReleaseAsync(WriteTransaction write, DateTimeOffset now)
    {
        RewardRow[] due = await Due(write.Db, now).OrderBy(row => row.PayableFrom).Take(MaxRewards).ToArrayAsync(write.CancellationToken);

        List<LedgerTransaction> postings = [];
        foreach (IGrouping<Domain.Campaigns.CampaignId, RewardRow> ofCampaign in due.GroupBy(row => row.CampaignId))
        {
            ParticipantAmount[] amounts = [.. ofCampaign.GroupBy(row => row.ParticipantId).Select(Sum).Where(one => !one.Amount.IsZero)];
            if (amounts.Length > 0)
            {
                // A reward is released once, so the least of them names the release.
                postings.Add(LedgerTransaction.HoldOver(
                    ofCampaign.Key, $"hold:{ofCampaign.Min(row => row.Sequence)}", now, amounts));
            }
        }

        RewardStates.Advance(write, due, RewardState.Payable);
        await LedgerBook.PostAsync(write, postings);
        return due.Length;
    }

    private static ParticipantAmount Sum(IGrouping<ParticipantId, RewardRow> rewards) =>
        new(rewards.Key, rewards.Aggregate(TokenAmount.Zero, (sum, reward) => sum + reward.Due));
}
