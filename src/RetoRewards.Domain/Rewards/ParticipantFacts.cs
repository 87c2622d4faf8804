using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Domain.Rewards;

/// <summary>What a decision needs to know of a participant. One instance may serve many sales.</summary>
/// <remarks>Who invited whom is a chain of any length; a decision looks at three levels, so the host loads two uplines at most.</remarks>
public sealed class ParticipantFacts
{
    /// <summary>Makes the facts of a participant.</summary>
    /// <param name="id">Who.</param>
    /// <param name="kind">What kind.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public ParticipantFacts(ParticipantId id, ParticipantKind kind)
    {
        if (id.IsEmpty)
        {
            throw new ArgumentException("A participant needs its id.", nameof(id));
        }

        Id = id;
        Kind = kind;
    }

    /// <summary>Who.</summary>
    public ParticipantId Id { get; }

    /// <summary>What kind.</summary>
    public ParticipantKind Kind { get; }

    /// <summary>The group that rates may name.</summary>
    public string? Group { get; init; }

    /// <summary>Whether the participant counts as active, for terms that ask it of the upline (N7).</summary>
    public bool Active { get; init; } = true;

    /// <summary>The wallet it is paid to; two participants of one wallet count as one person.</summary>
    public WalletAddress Wallet { get; init; }

    /// <summary>A digest of its verified contact; two participants of one contact count as one person.</summary>
    public UInt128 ContactDigest { get; init; }

    /// <summary>Who invited it; null for nobody.</summary>
    public ParticipantFacts? Upline { get; init; }

    /// <summary>Whether two participants are one person: the same one, the same wallet, or the same verified contact.</summary>
    public bool IsSamePersonAs(ParticipantFacts? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || Id == other.Id
            || (!Wallet.IsEmpty && Wallet == other.Wallet)
            || (ContactDigest != 0 && ContactDigest == other.ContactDigest));
}
