namespace RetoRewards.Domain.Campaigns;

/// <summary>Whose rewards a limit counts together.</summary>
public enum LimitSubject
{
    /// <summary>Each participant rewarded.</summary>
    Participant,

    /// <summary>Each customer whose purchases are rewarded.</summary>
    Customer,

    /// <summary>The whole campaign.</summary>
    Campaign,

    /// <summary>Each place, by its cell as given.</summary>
    Place,
}
