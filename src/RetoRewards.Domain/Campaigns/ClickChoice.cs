namespace RetoRewards.Domain.Campaigns;

/// <summary>Which click in the window attributes a sale that has no code and no bound customer.</summary>
public enum ClickChoice
{
    /// <summary>The last.</summary>
    Last,

    /// <summary>The first.</summary>
    First,
}
