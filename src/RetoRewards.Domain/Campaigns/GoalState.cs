namespace RetoRewards.Domain.Campaigns;

/// <summary>Where a goal stands.</summary>
public enum GoalState
{
    /// <summary>Neither reached nor past its deadline.</summary>
    Open,

    /// <summary>Reached.</summary>
    Reached,

    /// <summary>Not reached by its deadline.</summary>
    Missed,
}
