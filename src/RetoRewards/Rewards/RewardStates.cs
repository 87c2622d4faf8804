using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>The border of this room: how the stages to its right move rewards on, inside their own commits.</summary>
internal static class RewardStates
{
    /// <summary>Moves rewards to a state. The postings that belong to it are the caller's, in the same commit.</summary>
    /// <exception cref="InvalidOperationException">A reward may not go there from where it stands.</exception>
    public static void Advance(WriteTransaction write, IReadOnlyCollection<RewardRow> rewards, RewardState to)
    {
        foreach (RewardRow reward in rewards)
        {
            if (!MayGo(reward.State, to))
            {
                throw new InvalidOperationException($"Reward {reward.RewardId} is {reward.State} and cannot become {to}.");
            }

            reward.State = to;
        }

        write.Update(rewards, nameof(RewardRow.State));
    }

    private static bool MayGo(RewardState from, RewardState to) => (from, to) switch
    {
        (RewardState.Pending, RewardState.Payable or RewardState.Reversed or RewardState.Lapsed) => true,
        (RewardState.Payable, RewardState.InFlight or RewardState.Reversed or RewardState.Lapsed) => true,
        // Back to payable when its batch can never be mined any more.
        (RewardState.InFlight, RewardState.Paid or RewardState.Payable) => true,
        _ => false,
    };
}
