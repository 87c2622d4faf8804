using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>The border of this room: how the stages to its right move rewards on, inside their own commits.</summary>
internal static class RewardStates
{
    /// <summary>Inserts rewards just promised, in the order in which they were decided.</summary>
    public static void Promise(WriteTransaction write, IReadOnlyList<RewardRow> rewards)
    {
        long[] places = write.NextNumbers<RewardRow>(nameof(RewardRow.Sequence), rewards.Count);
        for (int index = 0; index < places.Length; index++)
        {
            rewards[index].Sequence = places[index];
        }

        write.Insert(rewards);
    }

    /// <summary>Moves rewards to a state. The postings that belong to it are the caller's, in the same commit.</summary>
    /// <exception cref="InvalidOperationException">A reward may not go there from where it stands.</exception>
    public static void Advance(WriteTransaction write, IReadOnlyCollection<RewardRow> rewards, RewardState to)
    {
        foreach (RewardRow reward in rewards)
        {
            Move(reward, to);
            if (to is not (RewardState.Pending or RewardState.Payable))
            {
                reward.Due = TokenAmount.Zero;
            }
        }

        write.Update(rewards, nameof(RewardRow.State), nameof(RewardRow.Due));
    }

    /// <summary>Gives rewards back whose batch is void: payable again, or reversed when refunds have left nothing of them.</summary>
    /// <param name="write">The caller's transaction.</param>
    /// <param name="rewards">The rewards, each with what of it is to be paid again.</param>
    public static void GiveBack(WriteTransaction write, IReadOnlyList<(RewardRow Reward, TokenAmount Due)> rewards)
    {
        foreach ((RewardRow reward, TokenAmount due) in rewards)
        {
            Move(reward, due.IsZero && reward.Net.IsZero ? RewardState.Reversed : RewardState.Payable);
            reward.Due = due;
        }

        write.Update([.. rewards.Select(one => one.Reward)], nameof(RewardRow.State), nameof(RewardRow.Due));
    }

    /// <summary>How far a reward has come, as far as a refund cares. A reversed one that is given again waits out its hold again.</summary>
    public static RewardStanding StandingOf(RewardState state) => state switch
    {
        RewardState.Pending or RewardState.Reversed => RewardStanding.Pending,
        RewardState.Payable => RewardStanding.Payable,
        _ => RewardStanding.Planned,
    };

    /// <summary>Brings a reward's row to where refunds leave it, before it is written.</summary>
    public static void Settle(RewardRow reward, GrantedReward after)
    {
        reward.Net = after.Net;
        reward.Due = after.Due;
        bool nothingLeft = reward.Net.IsZero && reward.Due.IsZero;
        if (nothingLeft && reward.State is (RewardState.Pending or RewardState.Payable))
        {
            Move(reward, RewardState.Reversed);
        }
        else if (!nothingLeft && reward.State == RewardState.Reversed)
        {
            Move(reward, RewardState.Pending);
        }
    }

    /// <summary>Brings stored rewards to where refunds leave them.</summary>
    public static void Adjust(WriteTransaction write, IReadOnlyList<(RewardRow Reward, GrantedReward After)> adjusted)
    {
        foreach ((RewardRow reward, GrantedReward after) in adjusted)
        {
            Settle(reward, after);
        }

        write.Update([.. adjusted.Select(one => one.Reward)], nameof(RewardRow.Net), nameof(RewardRow.Due), nameof(RewardRow.State));
    }

    private static void Move(RewardRow reward, RewardState to)
    {
        if (!MayGo(reward.State, to))
        {
            throw new InvalidOperationException($"Reward {reward.RewardId} is {reward.State} and cannot become {to}.");
        }

        reward.State = to;
    }

    private static bool MayGo(RewardState from, RewardState to) => (from, to) switch
    {
        (RewardState.Pending, RewardState.Payable or RewardState.Reversed or RewardState.Lapsed) => true,
        (RewardState.Payable, RewardState.InFlight or RewardState.Reversed or RewardState.Lapsed) => true,
        // Back when its batch can never be mined any more, reversed when refunds have taken all of it meanwhile.
        (RewardState.InFlight, RewardState.Paid or RewardState.Payable or RewardState.Reversed) => true,
        // A fork went deeper than what counted as final.
        (RewardState.Paid, RewardState.InFlight) => true,
        // The reason for taking it back is gone: a later payment, or a threshold that is met again.
        (RewardState.Reversed, RewardState.Pending) => true,
        _ => false,
    };
}
