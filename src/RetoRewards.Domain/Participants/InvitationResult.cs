namespace RetoRewards.Domain.Participants;

/// <summary>What came of binding a participant to who invited it.</summary>
public enum InvitationResult
{
    /// <summary>It is bound.</summary>
    Bound,

    /// <summary>It was bound before, and stays so.</summary>
    AlreadyBound,

    /// <summary>Nobody invites himself.</summary>
    SelfReferral,

    /// <summary>The inviter descends from the invited: the chain would bite its tail.</summary>
    Cycle,

    /// <summary>The chain above the inviter is longer than the bound.</summary>
    ChainTooLong,
}
