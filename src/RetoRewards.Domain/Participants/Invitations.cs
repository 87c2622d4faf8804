namespace RetoRewards.Domain.Participants;

/// <summary>Who invited whom at one partner: chains of any length up to a bound, bound once, and never a cycle.</summary>
/// <remarks>A participant is bound at its first purchase and never again. A cycle could only close by binding someone to a descendant,
/// so each binding walks up from the inviter once; what is stored is acyclic by construction.</remarks>
public static class Invitations
{
    /// <summary>The longest chain.</summary>
    public const int MaxDepth = 100_000;

    /// <summary>Whether a participant may be bound to an inviter.</summary>
    /// <param name="invited">Who was invited.</param>
    /// <param name="inviter">Who invited.</param>
    /// <param name="inviterOf">Who invited a participant; null for nobody.</param>
    public static InvitationResult Check(ParticipantId invited, ParticipantId inviter, Func<ParticipantId, ParticipantId?> inviterOf)
    {
        if (invited == inviter)
        {
            return InvitationResult.SelfReferral;
        }

        if (inviterOf(invited) is not null)
        {
            return InvitationResult.AlreadyBound;
        }

        ParticipantId? above = inviterOf(inviter);
        for (int depth = 0; above is { } ancestor; depth++)
        {
            if (ancestor == invited)
            {
                return InvitationResult.Cycle;
            }

            if (depth == MaxDepth)
            {
                return InvitationResult.ChainTooLong;
            }

            above = inviterOf(ancestor);
        }

        return InvitationResult.Bound;
    }
}
