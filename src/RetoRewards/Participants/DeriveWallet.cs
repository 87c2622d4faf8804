using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Participants;

/// <summary>The internal wallet that follows from a participant's random id, by the operator's extended public key.</summary>
/// <remarks>No private key is needed for it, and the same id always gives the same wallet.</remarks>
internal delegate WalletAddress DeriveWallet(ParticipantId participant);
