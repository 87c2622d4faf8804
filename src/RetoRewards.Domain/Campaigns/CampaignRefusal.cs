namespace RetoRewards.Domain.Campaigns;

/// <summary>Why a campaign refused a change; each has a stable code.</summary>
public enum CampaignRefusal
{
    /// <summary>Nothing was refused.</summary>
    None,

    /// <summary>The state does not allow the step.</summary>
    IllegalTransition,

    /// <summary>A launch without terms.</summary>
    NoTerms,

    /// <summary>A version that does not follow the last one by one.</summary>
    VersionOutOfOrder,

    /// <summary>A later version that would be in force before the moment it was published, or before the version before it.</summary>
    Backdated,

    /// <summary>A version beyond the bound on their number.</summary>
    TooManyVersions,

    /// <summary>Terms that name funders of a joint campaign and leave out the campaign itself.</summary>
    FundersWithoutLead,

    /// <summary>Terms after the campaign has ended.</summary>
    AlreadyEnded,
}
