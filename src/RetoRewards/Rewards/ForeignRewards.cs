using RetoRewards.Domain.Rewards;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>The border of this room for whoever reads runs from the chain: what they settled is written here, inside the caller's commit.</summary>
internal static class ForeignRewards
{
    public static void Insert(WriteTransaction write, IReadOnlyCollection<ForeignRewardRow> rows) => write.Insert(rows);

    /// <summary>Says which reward it turned out to be.</summary>
    public static void Identify(WriteTransaction write, ForeignRewardRow row, RewardId reward)
    {
        row.RewardId = reward;
        write.UpdateOne(row, nameof(ForeignRewardRow.RewardId));
    }

    /// <summary>Forgets what a run settled that was forked away.</summary>
    public static void Forget(WriteTransaction write, IReadOnlyCollection<ForeignRewardRow> rows) => write.Delete(rows);
}
