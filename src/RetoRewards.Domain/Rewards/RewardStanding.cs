namespace RetoRewards.Domain.Rewards;

/// <summary>How far a reward has come, as far as a refund cares.</summary>
public enum RewardStanding
{
    /// <summary>On hold.</summary>
    Pending,

    /// <summary>Its hold is over, and no batch has taken it.</summary>
    Payable,

    /// <summary>A batch has taken it, or it was paid or settled by hand: what is taken back is a debt.</summary>
    Planned,
}
