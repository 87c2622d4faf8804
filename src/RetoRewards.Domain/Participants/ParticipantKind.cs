namespace RetoRewards.Domain.Participants;

/// <summary>What kind of participant someone is; partners report and rate by it (T3, G9).</summary>
public enum ParticipantKind
{
    /// <summary>A private person who refers.</summary>
    Person,

    /// <summary>A buyer who has joined.</summary>
    Buyer,

    /// <summary>A salesperson or cashier.</summary>
    Seller,

    /// <summary>An employee of a referring company.</summary>
    ReferrerEmployee,

    /// <summary>A blogger.</summary>
    Blogger,

    /// <summary>An opinion leader.</summary>
    OpinionLeader,

    /// <summary>A newspaper, station or site.</summary>
    Media,

    /// <summary>A specialist whom customers ask.</summary>
    Specialist,

    /// <summary>A company or a neighbouring store.</summary>
    Company,

    /// <summary>A group of people who refer together.</summary>
    Group,

    /// <summary>A beneficiary of donations.</summary>
    Beneficiary,
}
