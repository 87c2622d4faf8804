namespace RetoRewards.Domain.Referrals;

/// <summary>What looks like abuse. The names are stable: they appear as codes in answers and rows.</summary>
public enum AbuseRuleKind
{
    /// <summary>More sales by one code than its window allows.</summary>
    CodeVelocity,

    /// <summary>More sales by clicks of one visitor (address and browser, hashed for a day) than its window allows.</summary>
    VisitorVelocity,

    /// <summary>More sales by clicks of one browser (its first-party cookie) than its window allows.</summary>
    DeviceVelocity,

    /// <summary>More sales by clicks on one code from one place than its window allows.</summary>
    PlaceVelocity,

    /// <summary>Sales of one customer, or by one code without a customer, with the same total within the window.</summary>
    DuplicateSale,

    /// <summary>Further participants with the referrer's verified contact.</summary>
    SharedIdentity,

    /// <summary>The buyer stands above the referrer in the chain of invitations already.</summary>
    CircularReferral,

    /// <summary>More clicks on one code than its window allows, before a sale that came by a click.</summary>
    ClickFlood,
}
