namespace RetoRewards.Domain.Campaigns;

/// <summary>Where a campaign stands in its life.</summary>
public enum CampaignState
{
    /// <summary>Being written; nothing is promised.</summary>
    Draft,

    /// <summary>Funding has been seen on chain, final; not yet launched.</summary>
    Funded,

    /// <summary>Sales earn.</summary>
    Live,

    /// <summary>Sales wait; nothing is decided until it is live again.</summary>
    Paused,

    /// <summary>No sale of a later moment earns; late ones of earlier moments still do, and payouts go on.</summary>
    Ended,

    /// <summary>Over: promised lines have lapsed and the rest may be withdrawn.</summary>
    Closed,
}
