namespace RetoRewards.Domain.Participants;

/// <summary>Someone with a wallet and a code: a seller, a referrer or a buyer, and the same one may be each in turn.</summary>
/// <param name="Id">Who.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Group">The group that rates may name; null for none.</param>
/// <param name="Employer">For a referrer's employee, the referrer (T15).</param>
public sealed record Participant(ParticipantId Id, ParticipantKind Kind, string? Group = null, ParticipantId? Employer = null);
