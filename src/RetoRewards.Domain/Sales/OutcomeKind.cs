namespace RetoRewards.Domain.Sales;

/// <summary>The four ways in which an event ends or rests.</summary>
public enum OutcomeKind
{
    /// <summary>Rewards were promised.</summary>
    Rewarded,

    /// <summary>No reward, for good.</summary>
    Refused,

    /// <summary>Not decided yet, for a reason that may pass.</summary>
    Waiting,

    /// <summary>Taken note of: it is no sale that earns, or it earns nothing by the campaign's own choice.</summary>
    Recorded,
}
