using System.Buffers.Binary;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Chain.Keys;

/// <summary>Gives each participant an internal wallet whose path follows from the participant's id.</summary>
/// <remarks>
/// Below <c>m/44'/60'/0'</c> lie two plain levels of 31 bits: the 62 low bits of the id, all of them random in ids of
/// versions 4 and 7. A restored database therefore can never hand a used wallet to somebody else. Only the public half of
/// the tree is needed here.
/// </remarks>
internal sealed class WalletDerivation(IWalletDerivation participants)
{
    private const int LevelBits = 31;
    private const uint LevelMask = (1u << LevelBits) - 1;

    /// <summary>The two levels of a participant's path.</summary>
    /// <exception cref="WalletDerivationException">
    /// The first level is 0, which belongs to the service's own accounts: once in 2^31 ids. Draw another id.
    /// </exception>
    public static DerivationPath PathOf(ParticipantId participant)
    {
        Span<byte> bytes = stackalloc byte[16];
        participant.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        uint first = (uint)(low >> LevelBits) & LevelMask;
        uint second = (uint)low & LevelMask;
        return first == 0
            ? throw new WalletDerivationException("This id's wallet would lie among the service's own accounts. Draw another id.")
            : new DerivationPath(first, second);
    }

    /// <summary>The participant's internal wallet.</summary>
    /// <exception cref="WalletDerivationException">The id has no wallet; draw another.</exception>
    public WalletAddress WalletOf(ParticipantId participant) =>
        WalletAddress.FromBytes(participants.AddressAt(PathOf(participant)).ToArray());
}
