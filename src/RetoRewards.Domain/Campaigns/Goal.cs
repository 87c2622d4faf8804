using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Campaigns;

/// <summary>What a partner wants of a campaign, and by when (R18).</summary>
/// <param name="Metric">What is counted.</param>
/// <param name="Target">How much; above zero.</param>
/// <param name="Deadline">By when.</param>
public sealed record Goal(GoalMetric Metric, long Target, DateTimeOffset Deadline)
{
    /// <summary>How much of the goal has been reached, in basis points, rounded down; above 10,000 when it was passed.</summary>
    /// <param name="reached">The metric's value now; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or the target is not above zero.</exception>
    public long ProgressBps(long reached)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reached);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Target);
        Int128 progress = (Int128)reached * BasisPoints.Whole / Target;
        return progress > long.MaxValue ? long.MaxValue : (long)progress;
    }

    /// <summary>Whether the goal was reached, was missed, or is still open.</summary>
    /// <param name="reached">The metric's value now.</param>
    /// <param name="now">The present moment.</param>
    public GoalState StateAt(long reached, DateTimeOffset now) =>
        reached >= Target ? GoalState.Reached : now >= Deadline ? GoalState.Missed : GoalState.Open;

    /// <summary>The share of referred customers among all who paid (F16), in basis points, rounded down; null when nobody paid.</summary>
    public static long? ReferredShareBps(long referredPayers, long allPayers) =>
        allPayers == 0 ? null : (long)((Int128)referredPayers * BasisPoints.Whole / allPayers);
}
