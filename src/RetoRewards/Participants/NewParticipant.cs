using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>The rows that an enrolled participant consists of, beside its own.</summary>
internal sealed class NewParticipant(DeriveWallet deriveWallet)
{
    /// <summary>A participant that nobody has ever been.</summary>
    /// <remarks>The id is random, not ordered by time: the internal wallet's path follows from it.</remarks>
    public static ParticipantRow Draw(ParticipantKind kind, string? groupName, string? displayName, DateTimeOffset now) => new()
    {
        ParticipantId = new ParticipantId(Guid.NewGuid()),
        State = ParticipantState.Enrolled,
        Kind = kind,
        GroupName = groupName,
        DisplayName = displayName,
        CreatedAt = now,
        Version = 1,
    };

    /// <summary>Gives the participant its internal wallet.</summary>
    public void InsertWallet(WriteTransaction transaction, ParticipantId participant, DateTimeOffset now) => transaction.InsertOne(new WalletRow
    {
        ParticipantId = participant,
        Ordinal = 1,
        Kind = WalletKind.Internal,
        Address = deriveWallet(participant),
        Since = now,
    });

    /// <summary>Lets the partner see the participant.</summary>
    public static void InsertRoster(WriteTransaction transaction, PartnerId partner, ParticipantId participant, DateTimeOffset now) =>
        transaction.InsertOne(new RosterRow { PartnerId = partner, ParticipantId = participant, Since = now });
}
